import type { Database } from './database.ts';

/** Where rows of a person are changed or deleted. */
const TABLES = ['evidence', 'subject', 'push', 'delivery', 'memory'].map((table) => `countersign.${table}`);

/**
 * A deleted row stays in its file until the file is written anew, in the statistics until they are made anew, and in the
 * write-ahead log until its old files go; by default they are kept to be used again, with what they hold.
 *
 * A server belongs to others too: there only the statistics of our tables are made anew, which locks nobody out. What its
 * files, its log, its replicas and its backups still hold is for its administrator.
 */
export async function compact(database: Database): Promise<void> {
  const statements = database.kind === 'postgres' ? TABLES.map((table) => `analyze ${table}`) : EMBEDDED;
  for (const statement of statements) await database.script(statement);
}

const EMBEDDED = [
  'analyze',
  'vacuum full',
  'set wal_recycle = off',
  'select pg_switch_wal()',
  'checkpoint',
  // What the checkpoint itself began with still names the file before.
  'select pg_switch_wal()',
  'checkpoint',
  'reset wal_recycle',
];
