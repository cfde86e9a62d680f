import type { Clock } from '../base/clock.ts';
import { Fault, isFault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { startBoss } from './boss.ts';
import type { Database, Sql } from './database.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { migrateIn, migrations } from './migrate.ts';
import { releaseLeases } from './release-leases.ts';
import { type CarriedJob, damaged, type Piece, readExport } from './transfer-read.ts';
import type { ExportHeader, Totals } from './transfer-records.ts';
import { type CarriedTable, carriedTables, isCarried } from './transfer-tables.ts';

export interface ImportOptions {
  /** The lines of the export, from its beginning each time that it is called. */
  readonly lines: () => AsyncIterable<string>;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Takes an export into an empty database, in one transaction: if we die, nothing was imported. The database gets the form of
 * the one that was exported; an app that starts on it brings it to its own. Throws Fault `store.export` for a damaged file,
 * `store.in-use` for a database that holds something, `store.version` where one of the two is of a newer version.
 */
export async function importAll(database: Database, { lines, log, clock }: ImportOptions): Promise<Totals> {
  const boss = await startBoss(database, log);
  try {
    const jobs = createJobs(boss, clock);
    return await database.transaction(async (sql) => {
      const taking = takeIn(sql, { jobs, log, clock });
      let totals: Totals | null = null;
      for await (const piece of readExport(lines())) totals = await taking(piece);
      if (totals === null) throw damaged('it was cut off');
      return totals;
    });
  } finally {
    await boss.stop();
  }
}

interface Parts {
  readonly jobs: Jobs;
  readonly log: Log;
  readonly clock: Clock;
}

const ROWS_CHARACTERS = 1024 * 1024;
const MOST_ROWS = 2000;
const MOST_JOBS = 500;

/** Takes one piece after the other; the answer to the last is what they were. */
function takeIn(sql: Sql, { jobs, log, clock }: Parts): (piece: Piece) => Promise<Totals | null> {
  const rows: { table: CarriedTable; texts: string[]; length: number } = {
    table: carriedTables[0],
    texts: [],
    length: 0,
  };
  const waiting: CarriedJob[] = [];
  const insert = async (): Promise<void> => {
    if (rows.texts.length > 0) await insertRows(sql, rows.table, rows.texts.splice(0));
    rows.length = 0;
  };
  const send = async (): Promise<void> => await sendJobs(sql, waiting.splice(0), { jobs, clock });
  return async (piece) => {
    switch (piece.kind) {
      case 'begin':
        await prepare(sql, piece.header, log);
        return null;
      case 'row':
        if (piece.table !== rows.table || rows.length > ROWS_CHARACTERS || rows.texts.length >= MOST_ROWS)
          await insert();
        rows.table = piece.table;
        rows.texts.push(piece.text);
        rows.length += piece.text.length;
        return null;
      case 'job':
        waiting.push(piece.job);
        if (waiting.length >= MOST_JOBS) await send();
        return null;
      case 'end':
        await insert();
        await send();
        await setSequences(sql);
        // Whoever held one works on the database of before.
        await releaseLeases(sql, null);
        return piece.totals;
    }
  };
}

/** Nobody else migrates from here on: an app that starts meanwhile waits, and then finds what was imported. */
async function prepare(sql: Sql, { schema, version }: ExportHeader, log: Log): Promise<void> {
  if (schema > migrations.length)
    throw new Fault('store.version', `The export is of version ${version}, whose database this version does not know`, {
      next: 'Import it with the version that wrote it, or a newer one.',
    });
  if (schema === 0) throw damaged('it does not begin like one');
  await migrateIn(sql, log, migrations.slice(0, schema));
  for (const table of await tablesOf(sql)) {
    const used = await sql.query(`select 1 from countersign.${table} limit 1`);
    if (used.length > 0) throw new Fault('store.in-use', `The database is not empty: ${table} has rows`);
  }
}

async function tablesOf(sql: Sql): Promise<readonly CarriedTable[]> {
  const found = await sql.query<{ name: string }>(
    "select tablename::text as name from pg_catalog.pg_tables where schemaname = 'countersign'",
  );
  return found.map(({ name }) => name).filter(isCarried);
}

/** SQLSTATE classes that tell of the values, not of the database: no conversion, a constraint that is not kept. */
const OF_VALUES = /^2[23]/;

async function insertRows(sql: Sql, table: CarriedTable, texts: readonly string[]): Promise<void> {
  try {
    await sql.query(
      `insert into countersign.${table} overriding system value
       select * from json_populate_recordset(null::countersign.${table}, $1::json)`,
      [`[${texts.join(',')}]`],
    );
  } catch (error) {
    if (!isFault(error, 'internal.bug') || !OF_VALUES.test(String(error.details['state']))) throw error;
    throw new Fault('store.export', `This is no export of ours: its rows of ${table} do not fit`, { cause: error });
  }
}

async function sendJobs(
  sql: Sql,
  carried: readonly CarriedJob[],
  { jobs, clock }: Pick<Parts, 'jobs' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  for (const [queue, those] of Map.groupBy(carried, (job) => job.queue))
    await jobs.sendNew(
      sql,
      queue,
      those.map(({ key, data, priority, installation, due }) => ({
        key,
        data,
        priority,
        ...(installation === null ? {} : { installation }),
        delay: Math.max(0, due - now),
      })),
    );
}

/** What numbers its rows goes on behind the last of them. */
async function setSequences(sql: Sql): Promise<void> {
  const numbered = await sql.query<{ table: string; column: string }>(
    `select table_name::text as table, column_name::text as column from information_schema.columns
     where table_schema = 'countersign' and is_identity = 'YES'`,
  );
  for (const { table, column } of numbered)
    await sql.query(
      `select setval(pg_get_serial_sequence($1, $2), max(${column})) from countersign.${table} having max(${column}) is not null`,
      [`countersign.${table}`, column],
    );
}
