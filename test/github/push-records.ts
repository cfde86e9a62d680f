/** What GitHub keeps of pushes. */
import type { Instant } from '../../src/base/clock.ts';
import type { Ruleset, User } from './model.ts';

export interface Activity {
  readonly id: number;
  readonly ref: string;
  /** 40 zeros where there was, or is, nothing. */
  readonly before: string;
  readonly after: string;
  readonly at: Instant;
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
  readonly actor: User;
}

/** What the rulesets on a ref said to one push. */
export interface RuleSuite {
  readonly id: number;
  readonly actor: User;
  /** Null: there was none, or there is none any more. */
  readonly change: { readonly ref: string; readonly before: string | null; readonly after: string | null };
  readonly at: Instant;
  readonly result: 'pass' | 'fail' | 'bypass';
  /** `message` null: the rule had nothing against it. */
  readonly evaluations: readonly {
    readonly ruleset: Ruleset;
    readonly type: string;
    readonly message: string | null;
  }[];
}
