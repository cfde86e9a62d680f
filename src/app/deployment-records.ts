import type { Explanation } from '../policy/explanation.ts';
import type { Person } from '../policy/facts.ts';

/** What GitHub tells of deployments, and what it is told: a part of the doors in ports.ts. */

export interface DeployingRun {
  readonly id: number;
  readonly attempt: number;
  /** Ended, whatever came of it: nothing waits any more. */
  readonly isOver: boolean;
  readonly head: string;
  /** Its commit comes from another repository. */
  readonly isForeign: boolean;
  readonly branch: string | null;
  readonly workflow: string | null;
  readonly event: string;
  /** Who started the first attempt, and this one; null: the account is gone. */
  readonly starter: Person | null;
  readonly deployer: Person | null;
}

export interface RunArtifact {
  /** Whoever writes a workflow chooses it. */
  readonly name: string;
  /** SHA-256 of the archive, in hexadecimal; null: GitHub does not say. */
  readonly digest: string | null;
}

export interface RunReview {
  readonly reviewer: Person | null;
  readonly isApproved: boolean;
  /** Names of the environments that it is about. */
  readonly environments: readonly string[];
}

export interface GateAnswer {
  readonly run: number;
  readonly environment: string;
  readonly commit: string;
  /** Null: it is not decided, and this says why. GitHub takes ten such reports of a deployment. */
  readonly decided: 'approved' | 'rejected' | null;
  readonly explanation: Explanation;
  readonly record: { readonly index: number; readonly root: string } | null;
  /** Number of our check run on the commit, which has all of it; null: there is none. */
  readonly details: number | null;
  /** When it will be refused if nothing changes, in words; null: not by time alone. */
  readonly until: string | null;
}
