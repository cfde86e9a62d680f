import type { Instant } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Explanation } from '../../policy/explanation.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Requirement } from './required.ts';

/** What the evaluate stage leaves for the report stage, as the subject's stored verdict. */
export interface Remembered {
  readonly verdict: Verdict;
  readonly explanation: Explanation;
  /** The entry that records it; null: nothing was recorded yet. */
  readonly decision: { readonly ledger: number; readonly entry: string } | null;
  readonly number: number | null;
  /** Of a merge group, the worst first: `verdict` and `explanation` are then the group's as a whole. */
  readonly members?: readonly RememberedMember[];
  /** Of a merge group that is to fail: not before the group of whom it fails for has failed. */
  readonly isHeldBack?: boolean;
  /** Who opened the pull request: may ask for it to be judged again, or explained. */
  readonly author: number | null;
  /** What the check of a pending verdict is. */
  readonly pending: 'in_progress' | 'action_required' | 'failure';
  /** When the result became what it is; null: not known. */
  readonly since: Instant | null;
  /** What the base's rules ask of our check; null: not known, or nothing to say about it. */
  readonly requirement: Requirement | null;
  /** Of a deployment that may not pass: until when it waits before it is refused; null: as long as GitHub lets it. */
  readonly patience?: Instant | null;
  /** Judged without anybody waiting for it, and to be reported so. */
  readonly isBackground?: boolean;
  /** Its record waits: so many of the same person's were recorded within the last hour, and this is when its turn comes. */
  readonly turn?: { readonly count: number; readonly next: Instant };
}

/** One pull request of a merge group. */
export interface RememberedMember {
  readonly number: number;
  readonly verdict: Verdict;
  readonly explanation: Explanation;
}

/** Written by ourselves and read back: trusted. An empty document means that nothing was said. */
export function rememberedOf(
  stored: JsonObject | undefined,
): { readonly decision: Remembered['decision'] } & Partial<Remembered> {
  return { decision: null, ...((stored ?? {}) as unknown as Partial<Remembered>) };
}
