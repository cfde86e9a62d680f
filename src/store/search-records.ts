import type { Instant } from '../base/clock.ts';
import type { FiledLinks } from './link-records.ts';

/** Entries of all ledgers by what they say: a part of the contract in store.ts. */

export interface EntrySearch {
  /** Ledgers with decided entries that are not filed yet, those with the fewest first. */
  behind(limit: number): Promise<readonly Unfiled[]>;
  /**
   * One transaction: these entries, which begin at `from`, are filed. False, and nothing is stored, when somebody else
   * has filed some of them meanwhile.
   */
  file(ledger: number, from: number, entries: readonly FiledEntry[]): Promise<boolean>;
  /** Filed entries that have one term at least of each list, newest first (those of one instant: highest ledger and index first). */
  find(question: EntryQuestion): Promise<readonly FoundEntry[]>;
  /** Null: there is no ledger with this origin. */
  ledger(origin: string): Promise<ArchivedLedger | null>;
  /** How many ledgers there are, and how many decided entries in all of them. */
  extent(): Promise<{ readonly ledgers: number; readonly entries: number }>;
}

/** A ledger as the archive holds it. */
export interface ArchivedLedger {
  readonly id: number;
  /** Decided entries. */
  readonly size: number;
}

export interface Unfiled {
  readonly ledger: number;
  /** Entries before this one are filed. */
  readonly from: number;
  /** Decided. */
  readonly size: number;
}

export interface FiledEntry {
  readonly index: number;
  readonly time: Instant;
  /** Each once. */
  readonly terms: readonly number[];
  /** Left out: it leads nowhere. */
  readonly links?: FiledLinks;
}

export interface EntryQuestion {
  /** None of the lists is empty, and one at least holds a single term. */
  readonly terms: readonly (readonly number[])[];
  /** Belongs to it. */
  readonly since: Instant | null;
  /** Does not belong to it. */
  readonly until: Instant | null;
  /** Only those that come after this one in the answer. */
  readonly after: EntryPlace | null;
  readonly limit: number;
}

export interface EntryPlace {
  readonly time: Instant;
  readonly ledger: number;
  readonly index: number;
}

export interface FoundEntry extends EntryPlace {
  readonly origin: string;
  readonly bytes: string;
}
