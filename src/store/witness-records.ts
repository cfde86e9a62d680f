import type { Instant } from '../base/clock.ts';
import type { LedgerLease } from './ledger-records.ts';

/** What the database keeps of witnesses: a part of the contract in store.ts. */

/** A key of a witness, as signed notes name it. */
export interface WitnessName {
  readonly name: string;
  readonly keyId: string;
}

export interface Cosignature extends WitnessName {
  readonly size: number;
  readonly signature: string; // base64, time and signature
  readonly at: Instant;
}

export interface WitnessState extends WitnessName {
  /** Of the largest checkpoint that it is known to have cosigned; 0: of none. */
  readonly size: number;
  /** Failures in a row. */
  readonly failures: number;
  readonly retryAt: Instant;
}

export interface CosignedNote {
  readonly size: number;
  readonly note: string;
}

export type AskedReport = 'all' | 'new' | 'none';

export interface Witnessed {
  /** What the branch is to hold. It changes only while it stands there, so that every attempt writes the same bytes. */
  readonly chosen: CosignedNote | null;
  readonly published: CosignedNote | null;
  /** Every witness was asked once for a checkpoint of this size. */
  readonly asked: number;
}

export interface Witnesses {
  states(id: number): Promise<readonly WitnessState[]>;
  /** What came of asking one, in one transaction. A state never goes back to a smaller size, a cosignature to an older one. */
  remember(id: number, state: WitnessState, cosignature: Cosignature | null): Promise<void>;
  cosignatures(id: number, size: number): Promise<readonly Cosignature[]>;
  /** Sizes from this one on with any cosignature, largest first. */
  cosignedSizes(id: number, from: number, limit: number): Promise<readonly number[]>;
  witnessed(id: number): Promise<Witnessed>;
  /**
   * The note that the branch is to hold next, and cosignatures of smaller sizes are forgotten. Throws `store.lease-lost`,
   * also while the one before is not on the branch.
   */
  choose(lease: LedgerLease, note: CosignedNote): Promise<void>;
  /** The branch holds this already: the database lost it. */
  adopt(lease: LedgerLease, note: CosignedNote): Promise<void>;
  /**
   * A round ended for this size. Who waits for entries that no cosigned checkpoint on the branch counts is reported: all of
   * them, those that no round was about before, or nobody.
   */
  asked(id: number, size: number, options: { readonly at: Instant; readonly report: AskedReport }): Promise<void>;
  /** Ledgers with a checkpoint that nobody asked for since `published`, or asked for last before `asked`. */
  due(before: { readonly published: Instant; readonly asked: Instant }, limit: number): Promise<readonly number[]>;
}
