import type { Json } from '../base/json.ts';
import type { KeptEvidence } from './evidence-records.ts';

/**
 * Looking for a person in everything that the database keeps, and taking them out: a part of the contract in store.ts.
 * `texts` are looked for in any case and anywhere: whoever asks looks at what was found again, and more closely.
 */
export interface Erasure {
  /** Evidence that is here and holds one of the texts, from after this place on, in order. */
  evidence(search: EvidenceSearch): Promise<readonly KeptEvidence[]>;
  /** All evidence that is here of these subjects (as evidence names them), in order. */
  evidenceOf(subjects: readonly string[]): Promise<readonly EvidencePlace[]>;
  /** Pieces that stand on a branch only, so that nobody here knows what they hold, in order. */
  unread(): Promise<readonly UnreadEvidence[]>;
  /** Entries that hold one of the words, by ledger; pending ones too. They cannot be taken out. */
  entries(words: readonly string[]): Promise<readonly HeldEntries[]>;
  /** Rows of these tables that hold one of the texts. */
  rows(table: ErasableTable, texts: readonly string[]): Promise<readonly HeldRow[]>;
  /**
   * One transaction: what these rows say is gone. A subject loses its verdict, and is judged again where it is open; of a
   * push only ids are left; a delivery that failed loses its payload; a job loses what it said; what was remembered goes.
   */
  forget(table: ErasableTable, rows: readonly HeldRow[]): Promise<void>;
  /** Where one of the words still stands, entries and evidence excepted: every column of every table is looked at. */
  remains(words: readonly string[]): Promise<readonly Remains[]>;
  /**
   * Rewrites what holds deleted rows, so that their bytes leave the disk as far as that is in the database's hands. The
   * embedded database is not available meanwhile.
   */
  compact(): Promise<void>;
}

export interface UnreadEvidence {
  /** The ledger that it stands beside. */
  readonly origin: string;
  readonly digest: string;
}

export interface EvidencePlace {
  readonly ledger: number;
  readonly digest: string;
}

export interface EvidenceSearch {
  readonly texts: readonly string[];
  readonly after: EvidencePlace | null;
  readonly limit: number;
}

export interface HeldEntries {
  readonly origin: string;
  readonly entries: number;
}

export type ErasableTable = 'subject' | 'push' | 'delivery' | 'memory' | 'job';

export interface HeldRow {
  /** Of the row: what `forget` knows it by. Of memory its scope and its key. */
  readonly key: readonly string[];
  readonly value: Json;
  /** Of a subject: is it open? False for everything else. */
  readonly isOpen: boolean;
}

export interface Remains {
  readonly table: string;
  readonly column: string;
  readonly rows: number;
}
