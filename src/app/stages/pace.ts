import { HOUR, type Instant, MINUTE } from '../../base/clock.ts';
import type { LedgerState } from '../../store/store.ts';

/** GitHub lets an app create content 500 times an hour in general (github-facts 2); checks need their part of it. */
const MOST_FLUSHES_AN_HOUR = 400;

/** When the next flush may go out: batches grow while it waits, nothing is refused. */
export interface FlushPace {
  /** Milliseconds from `now`; 0: at once. */
  wait(ledger: LedgerState, now: Instant): number;
  /** A commit went out. */
  went(installation: number, at: Instant): void;
}

/** `window`: milliseconds between two flushes of one ledger. */
export function flushPace(window: number): FlushPace {
  const flushes = new Map<number, Instant[]>();
  const recent = (installation: number, now: Instant): readonly Instant[] =>
    (flushes.get(installation) ?? []).filter((at) => at > now - HOUR);
  return {
    wait: ({ installation, published }, now) => {
      // A clock that was set back must not make the last flush lie in the future: nobody waits longer than the window.
      const sinceLast = published.at === null ? window : Math.max(0, now - published.at);
      const oldest = recent(installation, now).at(-MOST_FLUSHES_AN_HOUR);
      const forHour = oldest === undefined ? 0 : Math.min(HOUR, oldest + HOUR - now);
      return Math.max(0, window - sinceLast, forHour);
    },
    went: (installation, at) => {
      flushes.set(installation, [...recent(installation, at), at].slice(-MOST_FLUSHES_AN_HOUR));
    },
  };
}

/** A flush that is this late has lost its job. */
const LATE = MINUTE;

/** Has nothing been published for so long that the flush job is lost? By another machine's clock, it may lie ahead. */
export function isLate(
  { published }: Pick<LedgerState, 'published'>,
  { now, window }: { readonly now: Instant; readonly window: number },
): boolean {
  const since = now - (published.at ?? 0);
  return since < 0 || since > Math.max(LATE, 2 * window);
}
