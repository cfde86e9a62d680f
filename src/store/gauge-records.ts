import type { Instant } from '../base/clock.ts';

/** What the database holds at this moment, for whoever watches: numbers only. Asked once a scrape, never in a loop. */
export interface Gauges {
  read(): Promise<StoreFigures>;
  /** Migrations that the database has had, and those that this version knows: fewer than known means an older copy. */
  migrations(): Promise<{ readonly applied: number; readonly known: number }>;
}

export interface StoreFigures {
  /** By the database's clock; ages are differences to it. */
  readonly now: Instant;
  readonly deliveries: Waiting & { readonly last: Instant | null };
  /** Subjects with news that no verdict knows of yet. */
  readonly subjects: Waiting;
  /** Subjects that one event wants judged again and whose turn has not come. */
  readonly backlog: Waiting;
  readonly queues: readonly QueueFigures[];
  readonly ledgers: LedgerFigures;
  /** Documents that stand on no branch yet. */
  readonly evidence: Waiting;
  readonly witnesses: readonly WitnessFigures[];
}

export interface Waiting {
  readonly count: number;
  /** Since when the oldest waits; null: none does. */
  readonly oldest: Instant | null;
}

export interface QueueFigures {
  readonly queue: string;
  /** Could be begun now; `oldest`: since when. */
  readonly waiting: Waiting;
  /** Has a time before which it is not begun: sent for later, or tried again. */
  readonly delayed: number;
  readonly active: number;
  /** Given up. */
  readonly failed: number;
}

export interface LedgerFigures {
  readonly count: number;
  /** Ledgers with an entry that stands on no branch yet. */
  readonly lagging: number;
  /** Such entries. */
  readonly unpublished: Waiting;
  /** Ledgers whose newest checkpoint stands on the branch without the cosignatures that are wanted. */
  readonly unwitnessed: number;
}

export interface WitnessFigures {
  readonly name: string;
  /** Ledgers for which it failed when it was asked last. */
  readonly failing: number;
  /** Ledgers of which it has not cosigned the newest published checkpoint. */
  readonly behind: number;
}
