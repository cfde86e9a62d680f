/** What runs have built, and what vouches for it. */
import type { Instant } from '../../../src/base/clock.ts';
import type { WorkflowRun } from '../actions/records.ts';

export interface Artifact {
  readonly id: number;
  readonly run: WorkflowRun;
  readonly name: string;
  /** `sha256:…`; null: uploaded by an action that does not say it. */
  readonly digest: string | null;
  readonly createdAt: Instant;
}

export interface Attestation {
  readonly id: number;
  /** `sha256:…` of every subject. */
  readonly digests: readonly string[];
  /** A Sigstore bundle as it came. Nobody has looked into it. */
  readonly bundle: Readonly<Record<string, unknown>>;
  readonly predicateType: string;
  readonly initiator: string;
  /** Only its address is shown. */
  readonly isHidden: boolean;
}
