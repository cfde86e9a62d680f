import type { Instant } from '../base/clock.ts';

/** What is queued, for whoever operates the app: what was given up stays for a month, to be looked at and sent again. */
export interface JobRecords {
  /** Those that failed last come first. */
  list(wanted: JobFilter): Promise<readonly QueuedJob[]>;
  /**
   * Puts jobs back at once, with all their attempts; those that were given up, and those that wait for their next attempt.
   * Answers with the ids of those that it found; a running job is none of them.
   */
  retry(wanted: readonly string[] | 'failed'): Promise<readonly string[]>;
}

/** Failed: given up. Waiting: for its turn or its next attempt. */
export type JobState = 'failed' | 'waiting' | 'active';

export interface JobFilter {
  /** Null: all. */
  readonly state: JobState | null;
  readonly queue: string | null;
  readonly limit: number;
}

export interface QueuedJob {
  readonly id: string;
  readonly queue: string;
  /** Subject key, ledger id, repository id, report key, or what is swept. Null: it was erased. */
  readonly key: string | null;
  readonly state: JobState;
  /** 0 first … 9 last. */
  readonly priority: number;
  /** Begun so far. */
  readonly attempts: number;
  readonly since: Instant;
  /** Of a failed one: when it was given up. */
  readonly failedAt: Instant | null;
  /** Of a waiting one: not before. */
  readonly next: Instant | null;
  /** Of the last attempt. The message may hold what an outsider wrote. */
  readonly code: string | null;
  readonly message: string | null;
}
