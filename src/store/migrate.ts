import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import type { Database, Sql } from './database.ts';
import { deliveries } from './migrations/0001-deliveries.ts';
import { subjects } from './migrations/0002-subjects.ts';
import { ledgers } from './migrations/0003-ledgers.ts';
import { backlog } from './migrations/0004-backlog.ts';
import { evidence } from './migrations/0005-evidence.ts';
import { scopes } from './migrations/0006-scopes.ts';
import { witnesses } from './migrations/0007-witnesses.ts';
import { entryTerms } from './migrations/0008-entry-terms.ts';
import { budgets } from './migrations/0009-budgets.ts';
import { entryLinks } from './migrations/0010-entry-links.ts';

/** In order, append-only: the number of a migration is its place here, from 1. */
export const migrations: readonly Migration[] = [
  { name: 'deliveries', sql: deliveries },
  { name: 'subjects', sql: subjects },
  { name: 'ledgers', sql: ledgers },
  { name: 'backlog', sql: backlog },
  { name: 'evidence', sql: evidence },
  { name: 'scopes', sql: scopes },
  { name: 'witnesses', sql: witnesses },
  { name: 'entry-terms', sql: entryTerms },
  { name: 'budgets', sql: budgets },
  { name: 'entry-links', sql: entryLinks },
];

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Any number, the same for ever: processes that start together wait for each other at it. */
const LOCK = 7_302_112_655;

/**
 * Brings the database to the newest form, in one transaction: all of it or nothing. Throws Fault `store.version` when a
 * newer version of the program was here, because it may have changed what this one relies on.
 */
export async function migrate(database: Database, log: Log, steps: readonly Migration[] = migrations): Promise<void> {
  await database.transaction(async (sql) => await migrateIn(sql, log, steps));
}

/** The same in a transaction of the caller, until the end of which no other process migrates. */
export async function migrateIn(sql: Sql, log: Log, steps: readonly Migration[]): Promise<void> {
  await sql.query('select pg_advisory_xact_lock($1)', [LOCK]);
  await sql.query('create schema if not exists countersign');
  await sql.query(
    'create table if not exists countersign.migration (number integer primary key, name text not null, applied_at timestamptz not null)',
  );
  const done = await countApplied(sql, steps);
  for (const [at, step] of steps.entries()) {
    if (at < done) continue;
    for (const statement of splitStatements(step.sql)) await sql.query(statement);
    await sql.query('insert into countersign.migration (number, name, applied_at) values ($1, $2, now())', [
      at + 1,
      step.name,
    ]);
    log.info({ migration: at + 1, name: step.name }, 'The database was migrated');
  }
}

/** How many of the steps a database has. Throws Fault `store.version` where it has others. */
export async function countApplied(sql: Sql, steps: readonly Migration[] = migrations): Promise<number> {
  const applied = await sql.query<{ number: number; name: string }>(
    'select number, name from countersign.migration order by number',
  );
  const strange = applied.find(({ number, name }, at) => number !== at + 1 || steps[at]?.name !== name);
  if (strange === undefined) return applied.length;
  throw new Fault(
    'store.version',
    `The database has migration ${strange.number} (${strange.name}), which this version does not know`,
    {
      details: { migration: strange.number, known: steps.length },
    },
  );
}

/** A statement ends with a semicolon at the end of its line; no migration has one inside a function or a text there. */
export function splitStatements(text: string): readonly string[] {
  return text
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
