import { createHash } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import { BOSS_SCHEMA } from './boss.ts';
import type { Database, Sql } from './database.ts';
import { LAST } from './jobs.ts';
import { countApplied } from './migrate.ts';
import type { ExportHeader, ExportOptions, Totals, Transfer } from './transfer-records.ts';
import { type CarriedTable, carriedTables, rowsAtOnce } from './transfer-tables.ts';

/** Another number for every change after which an older program would read an export wrongly. */
export const EXPORT_FORMAT = 1;

/** Enough for one write to be worth it. */
const PIECE_CHARACTERS = 256 * 1024;

export function createTransfer(database: Database): Transfer {
  return { export: async (options) => await exportAll(database, options) };
}

/**
 * Lines of JSON: a header; for each table its name and its rows; jobs; and an end that counts them all, with the digest of
 * everything before it. Rows are the database's own JSON, which nothing here reads: no number loses digits on the way.
 */
async function exportAll(database: Database, { version, write }: ExportOptions): Promise<Totals> {
  let isBegun = false;
  return await database.transaction(async (sql) => {
    // What was written cannot be taken back: a snapshot that the server broke off is not tried again.
    if (isBegun) throw new Fault('store.unavailable', 'The database broke the snapshot off');
    isBegun = true;
    await sql.query('set transaction isolation level repeatable read, read only');
    const header = { version, schema: await schemaOf(sql), at: await clockOf(sql) };
    const out = collectLines(write);
    await out.add(`{"countersign":"data","format":${EXPORT_FORMAT},${JSON.stringify(header).slice(1)}`);
    const rows: Record<string, number> = {};
    for (const table of await tablesOf(sql)) {
      await out.add(`{"table":${JSON.stringify(table)}}`);
      rows[table] = await exportLines(sql, rowsOf(table), async (row) => await out.add(`{"row":${row}}`));
    }
    const jobs = (await hasTable(sql, `${BOSS_SCHEMA}.job`))
      ? await exportLines(sql, JOBS, async (job) => await out.add(`{"job":${job}}`))
      : 0;
    return await endLines(out, header, { rows, jobs });
  });
}

interface Lines {
  add(line: string): Promise<void>;
  /** What waits is written; the digest of all lines so far. */
  close(): Promise<string>;
}

function collectLines(write: ExportOptions['write']): Lines {
  const hash = createHash('sha256');
  let waiting: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    const text = waiting.join('');
    waiting = [];
    length = 0;
    hash.update(text);
    await write(text);
  };
  return {
    add: async (line) => {
      waiting.push(line, '\n');
      length += line.length;
      if (length >= PIECE_CHARACTERS) await flush();
    },
    close: async () => {
      await flush();
      return hash.copy().digest('hex');
    },
  };
}

async function endLines(
  out: Lines,
  { schema, at }: ExportHeader,
  counted: Pick<Totals, 'rows' | 'jobs'>,
): Promise<Totals> {
  const sha256 = await out.close();
  await out.add(JSON.stringify({ end: { ...counted, sha256 } }));
  await out.close();
  return { schema, at, ...counted, sha256 };
}

interface Selection {
  readonly select: string;
  readonly atOnce: number;
}

function rowsOf(table: CarriedTable): Selection {
  return { select: `select row_to_json(t)::text as line from countersign.${table} t`, atOnce: rowsAtOnce(table) };
}

/** Those that were given up, too: they are tried once more. One without a key was erased. */
const JOBS: Selection = {
  select: `select json_build_object('queue', name, 'key', data->>'key', 'data', data->'data', 'priority', ${LAST} - priority,
      'installation', group_tier, 'due', (extract(epoch from start_after) * 1000)::bigint)::text as line
    from ${BOSS_SCHEMA}.job where state in ('created', 'retry', 'active', 'failed') and data ? 'key' and data ? 'data'`,
  atOnce: 500,
};

/** By a cursor: however many there are, only some are in memory. */
async function exportLines(
  sql: Sql,
  { select, atOnce }: Selection,
  add: (line: string) => Promise<void>,
): Promise<number> {
  await sql.query(`declare exported no scroll cursor for ${select}`);
  let count = 0;
  for (;;) {
    const found = await sql.query<{ line: string }>(`fetch forward ${atOnce} from exported`);
    for (const { line } of found) await add(line);
    count += found.length;
    if (found.length < atOnce) break;
  }
  await sql.query('close exported');
  return count;
}

/** A database of an earlier version is exported as it is: an import migrates it. */
async function schemaOf(sql: Sql): Promise<number> {
  if (await hasTable(sql, 'countersign.migration')) return await countApplied(sql);
  throw new Fault('cli.unreadable', 'There is nothing to export: no app ever used this database', {
    next: 'Set COUNTERSIGN_DATA (or DATABASE_URL) as the app has it.',
  });
}

async function hasTable(sql: Sql, name: string): Promise<boolean> {
  const [row] = await sql.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name]);
  return row?.there === true;
}

async function clockOf(sql: Sql): Promise<number> {
  return (await sql.query<{ now: number }>('select countersign.clock() as now'))[0]?.now ?? 0;
}

async function tablesOf(sql: Sql): Promise<readonly CarriedTable[]> {
  const found = await sql.query<{ name: string }>(
    "select tablename::text as name from pg_catalog.pg_tables where schemaname = 'countersign'",
  );
  const names = new Set(found.map(({ name }) => name));
  return carriedTables.filter((table) => names.has(table));
}
