import { HOUR, type Instant, MINUTE, SECOND } from '../../base/clock.ts';
import type { LedgerState } from '../../store/store.ts';

/** GitHub lets an app create content 500 times an hour in general (github-facts 2); checks need their part of it. */
const MOST_FLUSHES_AN_HOUR = 400;
/** Of these, commits of evidence, which no check waits for. */
const MOST_EVIDENCE_AN_HOUR = 100;

/** When the next flush may go out: batches grow while it waits, nothing is refused. */
export interface FlushPace {
  /** Milliseconds from `now`; 0: at once. */
  wait(ledger: LedgerState, now: Instant): number;
  /** A commit went out. */
  went(installation: number, at: Instant): void;
  /** Milliseconds until a commit of evidence may go out; 0: at once. */
  waitForEvidence(installation: number, now: Instant): number;
  /** A commit of evidence went out: it counts among the flushes too. */
  evidenceWent(installation: number, at: Instant): void;
}

/** `window`: milliseconds between two flushes of one ledger. */
export function flushPace(window: number): FlushPace {
  const flushes = hourlyLimit(MOST_FLUSHES_AN_HOUR);
  const evidence = hourlyLimit(MOST_EVIDENCE_AN_HOUR);
  return {
    wait: ({ installation, published }, now) =>
      Math.max(windowLeft(published.at, { now, window }), flushes.wait(installation, now)),
    went: flushes.went,
    waitForEvidence: (installation, now) => Math.max(flushes.wait(installation, now), evidence.wait(installation, now)),
    evidenceWent: (installation, at) => {
      flushes.went(installation, at);
      evidence.went(installation, at);
    },
  };
}

interface Window {
  readonly now: Instant;
  /** Milliseconds between two commits on one branch. */
  readonly window: number;
}

/**
 * Milliseconds until a branch that was written at this time (null: never) may be written again. A clock that was set back
 * must not make the last time lie in the future: nobody waits longer than the window.
 */
export function windowLeft(at: Instant | null, { now, window }: Window): number {
  return at === null ? 0 : Math.max(0, window - Math.max(0, now - at));
}

interface HourlyLimit {
  readonly wait: (installation: number, now: Instant) => number;
  readonly went: (installation: number, at: Instant) => void;
}

/** A quarter may go at once. The rest comes evenly: whoever used up an hour in ten minutes would stand still for fifty. */
const AT_ONCE = 1 / 4;

/** No more than `most` in any hour. */
function hourlyLimit(most: number): HourlyLimit {
  const burst = most * AT_ONCE;
  const each = HOUR / (most - burst);
  const buckets = new Map<number, { readonly left: number; readonly at: Instant }>();
  // A clock that was set back fills nothing, and takes nothing away.
  const leftAt = (installation: number, now: Instant): number => {
    const bucket = buckets.get(installation);
    return bucket === undefined ? burst : Math.min(burst, bucket.left + Math.max(0, now - bucket.at) / each);
  };
  return {
    wait: (installation, now) => Math.min(HOUR, Math.max(0, Math.ceil((1 - leftAt(installation, now)) * each))),
    went: (installation, at) => {
      buckets.set(installation, { left: leftAt(installation, at) - 1, at });
    },
  };
}

/**
 * Milliseconds to the next whole multiple of `every`, and half a second more. Whoever asks within one stretch is told the
 * same moment, and so sends the same job: of jobs that each send their next one there are never more than one.
 */
export function untilNext(every: number, now: Instant): number {
  return every - (now % every) + SECOND / 2;
}

/** A flush that is this late has lost its job. */
const LATE = MINUTE;

/** Has nothing been published for so long that the flush job is lost? By another machine's clock, it may lie ahead. */
export function isLate({ published }: Pick<LedgerState, 'published'>, { now, window }: Window): boolean {
  const since = now - (published.at ?? 0);
  return since < 0 || since > Math.max(LATE, 2 * window);
}
