import type { Instant } from '../base/clock.ts';
import type { Unknown } from './facts.ts';
import type { Policy } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import type { LayerName } from './verdict.ts';

/** One place that a policy comes from, and what was found there at the tip of the base branch. */
export interface Layer {
  readonly layer: LayerName;
  readonly source: LayerSource;
}

export type LayerSource =
  /** `readAt`: it could not be read again now, and this is what was read then. */
  | { readonly state: 'policy'; readonly policy: Policy; readonly readAt?: Instant }
  | { readonly state: 'invalid'; readonly problems: readonly PolicyProblem[] }
  /** It should be there and could not be read (a floor that the configuration names, a file that GitHub failed on). */
  | { readonly state: 'unreadable'; readonly why: Unknown }
  /** The ledger knows a policy for this base, and the file is gone; `by`: the commit that removed it, if known. */
  | { readonly state: 'removed'; readonly by: string | null }
  | { readonly state: 'absent' };
