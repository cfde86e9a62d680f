import type { Instant } from '../base/clock.ts';
import type { Facts } from './facts.ts';
import type { Needs } from './need-set.ts';
import type { Policy } from './policy.ts';
import type { Outcome } from './verdict.ts';

/** What a condition is judged with: one snapshot of facts, the layer it stands in, and the instant of judging. */
export interface Case {
  readonly facts: Facts;
  readonly policy: Policy;
  readonly at: Instant;
}

/**
 * The contract of a condition: one file in conditions/, named as in the policy file.
 * `judge` is total: it never throws, never waits, and a missing fact is never "met".
 */
export interface Condition<Settings = unknown> {
  readonly name: string;
  /** JSON Schema of what stands behind the name in the policy file; it becomes part of the one schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Problems that the schema cannot say (patterns that do not compile, roles that are not defined). */
  check(settings: Settings, policy: Policy): readonly SettingProblem[];
  needs(settings: Settings, policy: Policy): Needs;
  /** What has to happen for the answer to become another one. */
  readonly watches: readonly Watch[];
  judge(settings: Settings, judged: Case): Outcome;
}

/**
 * Kinds of change on GitHub: new commits; a retarget, or a moved tip of the base; a review; somebody's roles or access;
 * an edited title or description; labels; draft or ready; a check or a workflow run that ended; properties of the
 * repository; its security alerts; what landed on branches, and what was deployed. A change of the policy itself always
 * counts and is not named here.
 */
export type Watch =
  | 'commits'
  | 'base'
  | 'reviews'
  | 'roles'
  | 'title'
  | 'body'
  | 'labels'
  | 'draft'
  | 'checks'
  | 'properties'
  | 'alerts'
  | 'deployments';

export interface SettingProblem {
  /** Path inside the settings: `['by', 0]`. */
  readonly path: readonly (string | number)[];
  readonly code: 'policy.pattern' | 'policy.reference' | 'policy.schema';
  readonly message: string;
  readonly nearest?: string | null;
  /** Where in the text at `path` the fault lies, in UTF-16 units. */
  readonly offset?: number;
}
