import type { Instant } from '../base/clock.ts';
import type { JobFacts } from '../policy/facts.ts';

/** What GitHub tells of runs of its Actions: a part of the doors in ports.ts. */

export interface RunJob extends JobFacts {
  /** Null: it never began. */
  readonly startedAt: Instant | null;
  /** Null: it has not ended. */
  readonly endedAt: Instant | null;
}
