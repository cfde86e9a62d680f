/**
 * The door to SQL. One dialect (PostgreSQL 14 or newer) for both databases, and two implementations in databases/.
 * bigint comes back as a number: nothing here goes beyond 2^53.
 */
export interface Database extends Sql {
  readonly kind: 'pglite' | 'postgres';
  /**
   * Runs `work` in one transaction (READ COMMITTED) and resolves when it is committed; anything thrown rolls it back.
   * `work` runs again after a deadlock, so it has no effect but its statements. Inside of it only `sql` may be used:
   * on the one connection of PGlite a statement on the database itself would wait for ever, and is refused instead.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Several statements without parameters, which may open transactions of their own. Rows of all of them. */
  script<Row extends object>(text: string): Promise<readonly Row[]>;
  /** Notifications of a channel (lower-case letters, digits, underscores) until the returned function is called. */
  listen(channel: string, listener: Listener): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Throws Fault `store.unavailable` when the database cannot be reached, `internal.bug` when it refuses a statement. */
export interface Sql {
  query<Row extends object>(text: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
}

export type Parameter = string | number | boolean | null | readonly (string | number | null)[];

export interface Listener {
  message(payload: string): void;
  /** The connection was made (again): whatever was notified before is lost. */
  connected(): void;
  /** It broke. What answers when it is back may be an older copy of the database. */
  readonly lost?: () => void;
}
