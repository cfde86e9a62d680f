import type { Instant } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';

/** What the database keeps of ledgers: a part of the contract in store.ts. */

export interface Evidence {
  /** Hex SHA-256 over salt and canonical document. */
  readonly digest: string;
  readonly salt: string; // base64, 32 bytes
  readonly document: string; // canonical JSON
  /** Subject (any text), part name and unsalted hash: an unchanged part is found again and named, not stored twice. */
  readonly subject: string;
  readonly part: string;
  readonly hash: string;
}

export interface NewEntry {
  readonly id: string;
  readonly kind: string;
  /** The statement's `subject`, canonical JSON: what `n` counts within. */
  readonly subject: string;
  /** Subject key (SubjectRef) whose check waits for this entry to be published; kept with the entry by `decide`. */
  readonly reports: string | null;
  readonly n: number;
  /** The entry without its `time`; the flush sets times in index order, so that they never decrease. */
  readonly statement: JsonObject;
}

/** One ledger for its own repository, or one for all repositories of an installation. */
export type LedgerScope = 'repository' | 'organization';

/** Per ledger: decided (size, root, edge) and published (size, head); design/ledger.md, "Appending". */
export interface LedgerState {
  readonly id: number;
  readonly installation: number;
  /** That hosts it: the branch is there. */
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string };
  readonly scope: LedgerScope;
  /** From 1; a repository has another ledger after one whose key was lost. */
  readonly generation: number;
  readonly origin: string;
  readonly branch: string;
  /** Origin of the ledger that goes on for what this one served; null: it goes on itself. */
  readonly endedBy: string | null;
  readonly decided: {
    readonly size: number;
    readonly root: string;
    readonly edge: readonly string[];
    readonly time: Instant;
  };
  readonly published: { readonly size: number; readonly head: string | null; readonly at: Instant | null };
  readonly pending: number;
}

export interface LedgerLease {
  readonly ledger: LedgerState;
  readonly epoch: number;
  readonly owner: string;
}

export interface PendingEntry {
  readonly id: string;
  readonly kind: string;
  readonly n: number;
  readonly subject: string;
  readonly statement: JsonObject;
  readonly storedAt: Instant;
}

export interface Checkpoint {
  readonly size: number;
  readonly root: string;
  readonly note: string | null;
  readonly commit: string | null;
}

export interface Ledgers {
  /**
   * The newest ledger that the repository hosts, made when there is none of this generation (1 when not given; decided
   * and published at size 0). It keeps the origin it was made with. Throws `ledger.inconsistent` when the origin is
   * another ledger's.
   */
  open(ledger: {
    installation: number;
    repository: LedgerState['repository'];
    origin: string;
    branch: string;
    generation?: number;
  }): Promise<LedgerState>;
  read(id: number): Promise<LedgerState | null>;
  /** The newest that this repository hosts. What is decided about it may be recorded elsewhere: see `Homes`. */
  /** Null: the repository has no ledger of this generation. */
  ofGeneration(repository: number, generation: number): Promise<LedgerState | null>;
  /**
   * ONE transaction: the lease's ledger has ended, what is pending in it is dropped but for alerts, and the next ledger of
   * the same repository goes on in its place, made where it is not there yet. Throws `store.lease-lost`.
   */
  succeed(lease: LedgerLease, successor: { readonly origin: string; readonly branch: string }): Promise<LedgerState>;
  ofRepository(repository: number): Promise<LedgerState | null>;
  /** In order of their ids, after this one. */
  list(after: number, limit: number): Promise<readonly LedgerState[]>;
  /** Ledgers with pending entries or with decided > published. */
  unpublished(): Promise<readonly LedgerState[]>;
  /** Epoch + 1; null while another process' lease is valid. */
  take(id: number, owner: string, leaseFor: number): Promise<LedgerLease | null>;
  /** The lease is over so many milliseconds from now, for work that takes long. Throws `store.lease-lost`. */
  extend(lease: LedgerLease, leaseFor: number): Promise<void>;
  release(lease: LedgerLease): Promise<void>;
  pending(lease: LedgerLease, limit: number): Promise<readonly PendingEntry[]>;
  /** These wait no more: what they say is recorded elsewhere. */
  dropPending(lease: LedgerLease, entries: readonly string[]): Promise<void>;
  /**
   * Step 3, the only moment at which an order comes into being, ONE transaction: entries get indexes, their bytes and
   * leaf hashes are stored, pending rows go, checkpoint(size, root) is inserted unsigned, decided moves, where epoch and
   * old size are still the lease's own (else `store.lease-lost`).
   */
  decide(lease: LedgerLease, decision: Decision): Promise<LedgerState>;
  /** Step 4: the signed note is stored before anybody sees it; only for a stored checkpoint; writing it again is harmless. */
  sign(lease: LedgerLease, size: number, note: string): Promise<void>;
  /** Step 6: published moves; report jobs for every subject whose entries were waiting. Same transaction. */
  publish(lease: LedgerLease, published: { size: number; head: string; at: Instant }): Promise<void>;
  checkpoint(id: number, size: number): Promise<Checkpoint | null>;
  /** Canonical bytes of entries [from, to). */
  entries(
    id: number,
    from: number,
    to: number,
  ): Promise<readonly { readonly index: number; readonly id: string; readonly bytes: string }[]>;
  /** Hashes (base64) of the complete subtrees of this level (1 and above) with indexes [from, to); see ledger/batch.ts. */
  subtrees(id: number, level: number, from: number, to: number): Promise<readonly string[]>;
  /** Leaf hashes (base64) of [from, to). */
  leaves(id: number, from: number, to: number): Promise<readonly string[]>;
  /** The newest entry (highest `n`) of this subject and kind, pending ones included (`index` null). `n` counts from 1. */
  newestOf(id: number, subject: string, kind: string): Promise<NewestEntry | null>;
  /** Every entry of this subject and kind in order of `n`, pending ones included: for kinds that are few. */
  everyOf(id: number, subject: string, kind: string): Promise<readonly NewestEntry[]>;
  /** The index of the entry with this id: null while it is pending or unknown. */
  indexOf(id: number, entry: string): Promise<number | null>;
  /** The entry with this id where it stands on the branch, that is, below the published size; else null. */
  onBranch(id: number, entry: string): Promise<RecordedEntry | null>;
  /** Subject keys with pending or decided but unpublished entries: whose checks wait for this ledger. */
  waiting(id: number): Promise<readonly string[]>;
  /** Step 8: entries that the branch has and the database lost. One transaction, only onto a smaller decided size. */
  adopt(
    lease: LedgerLease,
    decision: Decision,
    published: { size: number; head: string; note: string; at: Instant },
  ): Promise<LedgerState>;
  /**
   * Step 8: a batch that was decided and never published waits again, before everything that waits already. ONE
   * transaction; only for what nobody else has seen, where the branch has other entries at these places. `published`: the
   * tree of the published size. Throws `store.lease-lost`, also where nothing is decided that is not published.
   */
  takeBack(lease: LedgerLease, published: Pick<LedgerState['decided'], 'root' | 'edge' | 'time'>): Promise<LedgerState>;
  /**
   * A pending entry outside of an evaluation (genesis, start, a policy version), with its evidence, in one transaction.
   * An entry whose id is stored already is skipped, its evidence too: false. Sends no flush job.
   */
  add(id: number, entry: NewEntry, evidence: readonly Evidence[]): Promise<boolean>;
  /** Null also for what was erased, and for what must be read from the branch first (`EvidenceShelf`, `find`). */
  evidence(id: number, digest: string): Promise<Evidence | null>;
  /** Evidence of this subject's part with this unsalted hash, if there is any. */
  evidenceOf(id: number, subject: string, part: string, hash: string): Promise<Evidence | null>;
}

/** An entry that stands on the branch, and the checkpoint that is published over it. */
export interface RecordedEntry {
  readonly index: number;
  readonly bytes: string;
  readonly size: number;
  readonly root: string;
  readonly origin: string;
  /** That hosts the ledger. */
  readonly repository: LedgerState['repository'];
}

export interface NewestEntry {
  readonly index: number | null;
  readonly id: string;
  readonly n: number;
  /** As it was given to settle or add (pending), or parsed from its bytes. */
  readonly statement: JsonObject;
}

export interface Decision {
  readonly oldSize: number;
  readonly size: number;
  readonly root: string; // base64
  readonly edge: readonly string[]; // base64
  readonly time: Instant; // of the newest entry
  /** Subtrees that became complete: stored in the same transaction, publishing later sizes needs them. */
  readonly subtrees: readonly { readonly level: number; readonly index: number; readonly hash: string }[];
  readonly entries: readonly {
    readonly index: number;
    readonly id: string;
    readonly kind: string;
    readonly n: number;
    readonly subject: string;
    readonly bytes: string;
    readonly leaf: string; // base64
  }[];
}
