import type { Evidence, LedgerScope, LedgerState, NewEntry } from './ledger-records.ts';

/** Where what is decided about a repository is recorded: a part of the contract in store.ts. */

export interface Home {
  readonly repository: LedgerState['repository'];
  readonly installation: number;
  /** The newest of the repository that hosts it. */
  readonly ledger: LedgerState;
}

export interface Homes {
  /** Null: nothing was recorded about this repository yet, or the database does not know of it. */
  read(repository: number): Promise<Home | null>;
  /** In order of the repositories' ids, after this one. */
  list(after: number, limit: number): Promise<readonly Home[]>;
  /**
   * ONE transaction: the repository's home is `to` from now on (its names and installation are kept as given), `to`
   * serves `scope` and goes on, the entries are pending, and whatever ledger nobody is at home in any more has ended.
   * False, and nothing is stored: its home is not `from` (any more). Throws `ledger.unavailable` where `to` has a successor. Verdicts about the repository that were drafted for
   * the old ledger are refused from then on (`settle`: `ledger.unavailable`).
   */
  move(move: Move): Promise<boolean>;
}

export interface Move {
  readonly repository: LedgerState['repository'];
  readonly installation: number;
  /** Ids of ledgers. `from` null: it had none. */
  readonly from: number | null;
  readonly to: number;
  readonly scope: LedgerScope;
  readonly entries: readonly {
    readonly ledger: number;
    readonly entry: NewEntry;
    readonly evidence?: readonly Evidence[];
  }[];
}
