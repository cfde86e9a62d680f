import type { Database } from './database.ts';

/** Where rows of a person are changed or deleted. */
const TABLES = ['evidence', 'subject', 'push', 'delivery', 'memory'].map((table) => `countersign.${table}`);

/**
 * A deleted row stays in its file until the file is written anew, in the statistics until they are made anew, and in the
 * write-ahead log until its old files go; by default they are kept to be used again, with what they hold.
 *
 * A server belongs to others too: there only our tables are vacuumed, which waits for nobody and locks nobody out; what its
 * log, its replicas and its backups still hold is for its administrator.
 */
export async function compact(database: Database): Promise<void> {
  if (database.kind === 'postgres') {
    await database.script(`vacuum (analyze) ${TABLES.join(', ')}`);
    return;
  }
  for (const statement of EMBEDDED) await database.script(statement);
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
