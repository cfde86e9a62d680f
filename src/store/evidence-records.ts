import type { Instant } from '../base/clock.ts';
import type { Evidence, LedgerState } from './ledger-records.ts';

/** What the database keeps of evidence and its branch: a part of the contract in store.ts. */

/**
 * - `waiting`: here, and not on the branch yet.
 * - `published`: here and on the branch.
 * - `withheld`: here only, because GitHub refuses to take it.
 * - `unread`: on the branch only; the database lost it. Nothing but the digest is known.
 * - `erased`: nowhere any more. Nothing but the digest is known.
 */
export type EvidenceState = 'waiting' | 'published' | 'withheld' | 'unread' | 'erased';

export interface KeptEvidence extends Evidence {
  /** Whose entries name it. */
  readonly ledger: number;
  readonly state: EvidenceState;
}

/** Of the evidence branch of a repository, whichever of its ledgers wrote there. */
export interface EvidenceLease {
  readonly repository: number;
  /** The repository's newest ledger: where the branch is, and whose entries speak of it. */
  readonly ledger: LedgerState;
  /** The commit under which exactly the published pieces stand; null: none yet, or it is to be compared anew. */
  readonly head: string | null;
  readonly publishedAt: Instant | null;
  /** Erased pieces may stand on the branch or in its history: it is to be replaced. */
  readonly purge: boolean;
  /** Something stands on the branch that is nobody's. */
  readonly untidy: boolean;
  /** Erasures of this repository before the lease was taken. */
  readonly erasures: number;
  readonly owner: string;
  /** Lease number: a fencing token, it rises with every `take`. */
  readonly number: number;
}

/** A branch whose head is another one than the last that was known. */
export interface ComparedEvidence {
  readonly head: string | null;
  /** Stand there: `published` from now on. */
  readonly present: readonly string[];
  /** Should stand there and do not, or not like this: `waiting` from now on. */
  readonly lost: readonly string[];
  /** Stand there, and the database does not know them: `unread` from now on, of the repository's newest ledger. */
  readonly unknown: readonly string[];
  readonly untidy: boolean;
}

/** Methods with a lease throw `store.lease-lost`, and change nothing, when another process has taken over. */
export interface EvidenceShelf {
  /**
   * Repositories with something to do, in order: evidence that has waited for so many milliseconds (database clock), an
   * erasure that the branch does not know of, strange files there, pieces that are to be read from it.
   */
  due(age: number): Promise<readonly number[]>;
  /** Null while another process' lease is valid, or where the repository has no ledger. */
  take(repository: number, owner: string, leaseFor: number): Promise<EvidenceLease | null>;
  release(lease: EvidenceLease): Promise<void>;
  /** Of the state, oldest first: as many as fit, but one at least. `bytes`: of the documents. */
  next(
    lease: EvidenceLease,
    state: EvidenceState,
    most: { readonly pieces: number; readonly bytes: number },
  ): Promise<readonly KeptEvidence[]>;
  /** All of the repository, by digest, from after this one on. */
  list(lease: EvidenceLease, after: string, limit: number): Promise<readonly KeptEvidence[]>;
  /** GitHub does not take it. */
  withhold(lease: EvidenceLease, digest: string): Promise<void>;
  /**
   * One transaction: the branch has a new head, these stand on it. `purged`: nothing is left there of what was erased before
   * the lease was taken. `tidied`: nor of what is nobody's.
   */
  publish(
    lease: EvidenceLease,
    published: {
      readonly head: string | null;
      readonly at: Instant;
      readonly digests: readonly string[];
      readonly purged: boolean;
      readonly tidied: boolean;
    },
  ): Promise<void>;
  /** One transaction: the branch was compared with what is kept here, and this is how it is. */
  compared(lease: EvidenceLease, found: ComparedEvidence): Promise<void>;
  /** What was read of an `unread` piece, which is `published` from now on; null: it was not what its name says, and is forgotten. */
  adopt(lease: EvidenceLease, digest: string, read: Pick<Evidence, 'salt' | 'document' | 'hash'> | null): Promise<void>;
  /** Pieces that stand on the branch and that the database lost, with what they are there for. What it knows stays. */
  restore(ledger: number, pieces: readonly Evidence[]): Promise<void>;
  /** The newest of this subject and part that can be read here; null: there is none. */
  newest(ledger: number, subject: string, part: string): Promise<Evidence | null>;
  /** Whatever its state is; null: unknown. */
  find(ledger: number, digest: string): Promise<KeptEvidence | null>;
  /**
   * One transaction: nothing of these pieces is left but digest and state, and the branch is to be replaced. Returns those
   * that were there to be erased. Needs no lease: the next flush of the evidence reads what is left.
   */
  erase(ledger: number, digests: readonly string[]): Promise<readonly string[]>;
}
