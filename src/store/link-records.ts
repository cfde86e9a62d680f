import type { Instant } from '../base/clock.ts';

/** What leads from one entry of a ledger to others: a part of the contract in store.ts. All of it is of filed entries. */

export interface LinkIndex {
  /** Entries that have one of these terms at least, rising. */
  named(ledger: number, terms: readonly number[]): Promise<readonly LedgerEntry[]>;
  /** Entries with these ids, rising. */
  withIds(ledger: number, ids: readonly string[]): Promise<readonly LedgerEntry[]>;
  /** Entries at these indexes, rising. */
  at(ledger: number, indexes: readonly number[]): Promise<readonly LedgerEntry[]>;
  /** Numeric ids of the repositories that had the name with this term. */
  repositories(ledger: number, name: number): Promise<readonly number[]>;
  /** Everywhere that something was deployed to, or wanted to be. */
  places(ledger: number): Promise<readonly Place[]>;
  /** Of each place the newest that `wanted` fits, newest first: indexes. */
  newest(ledger: number, places: readonly Place[], wanted: WantedDeploying): Promise<readonly number[]>;
  /** The deployments that succeeded next before and next after this one there: their indexes. */
  beside(ledger: number, place: Place, one: DeployedAt): Promise<readonly number[]>;
  /** The landings among these entries, rising. */
  landings(ledger: number, indexes: readonly number[]): Promise<readonly LandingPlace[]>;
  /** Landings that begin or end at this commit, rising. */
  landingsAt(ledger: number, repository: number, commit: string): Promise<readonly LandingPlace[]>;
  /** Indexes of the landings of a run, both ends included. */
  inRun(ledger: number, run: number, span: { readonly from: number; readonly to: number }): Promise<readonly number[]>;
  /** The landing on which a run was built, the newest of several. Null: the run began with something else. */
  below(ledger: number, run: number): Promise<LandingPlace | null>;
  /** Every landing on which a run was built, by the runs from the first to the last. */
  joints(ledger: number, repository: number): Promise<readonly Joint[]>;
  /** Where something that holds it was deployed to, or wanted to be. */
  heldAt(held: Held): Promise<readonly HeldPlace[]>;
  /** The deployments with which places began to hold it or ceased to, each with the one before it; oldest first. */
  turns(held: Held, places: readonly HeldPlace[]): Promise<readonly Turn[]>;
  /** Indexes of what was about deploying something that holds it, to each place until this index (null: until now). */
  until(held: Held, ends: readonly PlaceEnd[]): Promise<readonly number[]>;
  /** Which of these commits are tips that hold it? */
  tips(held: Held, commits: readonly string[]): Promise<readonly string[]>;
}

export interface LedgerEntry {
  readonly index: number;
  readonly bytes: string;
}

export interface Place {
  readonly repository: number;
  readonly environment: string;
}

export interface WantedDeploying {
  /** `event`: one that succeeded is one too. */
  readonly stage: 'event' | 'succeeded';
  /** Belongs to it; null: until now. */
  readonly until: Instant | null;
  readonly most: number;
}

export interface DeployedAt {
  readonly since: Instant;
  readonly index: number;
}

/** A landing, and the row of landings that it belongs to. */
export interface LandingPlace {
  readonly index: number;
  readonly run: number;
}

export interface Joint {
  readonly run: number;
  readonly on: LandingPlace;
}

/** What holds something: the landings of each run from one on, and commits that are told by themselves. */
export interface Held {
  readonly ledger: number;
  readonly repository: number;
  readonly landings: readonly LandingPlace[];
  readonly commits: readonly string[];
}

export interface HeldPlace {
  readonly environment: string;
  /** When the first that succeeded did; null: none did. */
  readonly since: Instant | null;
}

export interface Turn {
  readonly environment: string;
  readonly index: number;
  readonly isHeld: boolean;
}

export interface PlaceEnd {
  readonly environment: string;
  readonly last: number | null;
}

/** What is filed of an entry, beside its terms. */
export interface FiledLinks {
  readonly repository: { readonly id: number; readonly name: number } | null;
  readonly landing: FiledLanding | null;
  readonly deploying: FiledDeploying | null;
}

export interface FiledLanding {
  readonly repository: number;
  readonly branch: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly isCut: boolean;
}

export interface FiledDeploying {
  readonly repository: number;
  readonly environment: string;
  readonly commit: string;
  readonly stage: 'asked' | 'event' | 'succeeded';
  readonly since: Instant;
}
