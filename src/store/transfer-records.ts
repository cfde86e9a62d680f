import type { Instant } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import type { QueueName } from './store.ts';
import type { CarriedTable } from './transfer-tables.ts';

/** Everything that one database holds of an installation, as text that another one takes in. */
export interface Transfer {
  /**
   * All that is committed at one instant and nothing that comes later, as pieces of whole lines; `write` is waited for.
   * Until it took the last one the embedded database serves nobody else; what `write` throws ends it. Throws Fault
   * `cli.unreadable` where the database was never used, and `store.version` where a newer version migrated it.
   */
  export(options: ExportOptions): Promise<Totals>;
}

export interface ExportOptions {
  /** Of the program; for people who look into the file. */
  readonly version: string;
  readonly write: (text: string) => Promise<void>;
}

/** The first line. */
export interface ExportHeader {
  readonly version: string;
  /** How many migrations the database has. */
  readonly schema: number;
  /** Database clock. */
  readonly at: Instant;
}

/** What the last line says. */
export interface Totals {
  readonly schema: number;
  readonly at: Instant;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly jobs: number;
  /** Of every byte before the last line, in hex. */
  readonly sha256: string;
}

/** What is told of a job that waits, runs or was given up: enough to send it anew. */
export interface CarriedJob {
  readonly queue: QueueName;
  readonly key: string;
  readonly data: JsonObject;
  /** 0 first … 9 last. */
  readonly priority: number;
  /** Whose work it is, where that is known. */
  readonly installation: number | null;
  readonly due: Instant;
}

/** An export, read: `begin` first, `end` last, and only when all of it is there and unharmed. */
export type Piece =
  | { readonly kind: 'begin'; readonly header: ExportHeader }
  /** `text`: the row as a JSON object. */
  | { readonly kind: 'row'; readonly table: CarriedTable; readonly text: string }
  | { readonly kind: 'job'; readonly job: CarriedJob }
  | { readonly kind: 'end'; readonly totals: Totals };
