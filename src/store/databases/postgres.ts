import pg from 'pg';
import { SECOND } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import type { Database, Parameter, Sql } from '../database.ts';
import { databaseFault, isConflict } from '../database-fault.ts';
import { listenOn } from './postgres-listener.ts';
import { createStatementNames, type StatementNames } from './statement-names.ts';
import { runTransaction } from './transaction.ts';

const BIGINT = 20;
/** A statement that takes longer waits for a lock that nobody gives back, or for a server that is gone. */
const LONGEST_STATEMENT = 60 * SECOND;
const CONNECT_TIMEOUT = 5 * SECOND;
const CONNECTIONS = 10;

/** Where statements are sent, and by what names the server knows them. */
interface Executor {
  readonly on: Pick<pg.ClientBase, 'query'> | pg.Pool;
  readonly names: StatementNames;
}

/** A PostgreSQL server, version 14 or newer. Connections are made when they are needed and again when they break. */
export function openPostgres(url: string, log: Log): Database {
  const settings = {
    connectionString: url,
    application_name: 'countersign',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
  };
  const types = new pg.TypeOverrides();
  types.setTypeParser(BIGINT, Number);
  const pool = new pg.Pool({
    ...settings,
    max: CONNECTIONS,
    statement_timeout: LONGEST_STATEMENT,
    query_timeout: LONGEST_STATEMENT + 5 * SECOND,
    types,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'An idle database connection broke'));
  const names = createStatementNames();
  return {
    kind: 'postgres',
    query: async (text, parameters) =>
      await runTransaction(async () => await execute({ on: pool, names }, text, parameters)),
    script: async (text) => await execute({ on: pool, names }, text),
    transaction: async (work) => await runTransaction(async () => await once(pool, names, work)),
    listen: async (channel, listener) => await listenOn({ settings, channel, listener, log }),
    close: async () => await pool.end(),
  };
}

async function once<T>(pool: pg.Pool, names: StatementNames, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await connect(pool);
  let failure: Error | undefined;
  // A connection that breaks while it is checked out has no other listener.
  const broke = (error: Error): void => {
    failure = error;
  };
  client.on('error', broke);
  try {
    const executor = { on: client, names };
    await execute(executor, 'begin');
    const result = await work({ query: async (text, parameters) => await execute(executor, text, parameters) });
    await commit(client);
    return result;
  } catch (error) {
    await client.query('rollback').catch((reason: Error) => {
      failure ??= reason;
    });
    throw error;
  } finally {
    client.off('error', broke);
    client.release(failure);
  }
}

/** The server answers `commit` with a rollback, and without an error, when a statement had failed and nobody said so. */
async function commit(client: pg.PoolClient): Promise<void> {
  let command: string;
  try {
    ({ command } = await client.query('commit'));
  } catch (error) {
    throw databaseFault(error);
  }
  if (command !== 'COMMIT')
    throw new Fault('internal.bug', 'a transaction in which a statement had failed was committed');
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw databaseFault(error);
  }
}

async function execute<Row extends object>(
  { on, names }: Executor,
  text: string,
  parameters?: readonly Parameter[],
): Promise<readonly Row[]> {
  // Without parameters it may be several statements, which have no name together.
  const name = parameters === undefined ? null : names.of(text);
  try {
    const result: unknown =
      parameters === undefined
        ? await on.query(text)
        : await on.query({ text, values: [...parameters], ...(name === null ? {} : { name }) });
    return rowsOf(result) as readonly Row[];
  } catch (error) {
    // Prepared before a table changed: it runs again, by another name.
    if (name !== null && isConflict(error)) names.renew(text);
    throw databaseFault(error);
  }
}

/** Several statements in one text give several results. The row type is the statement's, which stands beside the call. */
function rowsOf(result: unknown): readonly unknown[] {
  const results = (Array.isArray(result) ? result : [result]) as readonly { readonly rows?: readonly unknown[] }[];
  return results.flatMap(({ rows = [] }) => rows);
}
