import type { Instant } from '../base/clock.ts';

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
