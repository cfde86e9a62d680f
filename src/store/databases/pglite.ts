import { AsyncLocalStorage } from 'node:async_hooks';
import type { PGlite } from '@electric-sql/pglite';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import type { Database, Parameter, Sql } from '../database.ts';
import { databaseFault } from '../database-fault.ts';
import { startVacuum } from './pglite-vacuum.ts';
import { runTransaction } from './transaction.ts';

export interface PgliteOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** After the database is closed: gives back what guards its directory. */
  readonly closed?: () => void;
}

/** Wraps a started PGlite: one connection, on which statements and whole transactions take turns. */
export function wrapPglite(pglite: PGlite, { clock, log, closed }: PgliteOptions): Database {
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const vacuum = startVacuum({
    run: async () => void (pglite.closed || (await script(pglite, 'vacuum (analyze)'))),
    clock,
    log,
  });
  /** Would wait for the transaction that waits for it. A mistake of ours, so it is said instead of hanging. */
  const refuseInside = (): void => {
    if (inside.getStore()?.open === true)
      throw new Fault('internal.bug', 'a statement outside of the transaction that it was sent from');
    vacuum.used();
  };
  const once = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    const failure: { error?: unknown } = {};
    try {
      return await pglite.transaction(async (transaction) => {
        const state = { open: true };
        const sql: Sql = { query: async (text, parameters) => await execute(transaction, text, parameters) };
        try {
          return await inside.run(state, () => work(sql));
        } catch (error) {
          failure.error = error;
          throw error;
        } finally {
          state.open = false;
        }
      });
    } catch (error) {
      // What the caller's own code throws passes as it is; everything else came from the database.
      throw 'error' in failure ? failure.error : databaseFault(error);
    }
  };
  return {
    kind: 'pglite',
    query: async (text, parameters) => {
      refuseInside();
      return await execute(pglite, text, parameters);
    },
    script: async (text) => {
      refuseInside();
      return await script(pglite, text);
    },
    transaction: async (work) => {
      refuseInside();
      return await runTransaction(async () => await once(work));
    },
    listen: async (channel, listener) => {
      const stop = await guarded(() => pglite.listen(channel, (payload) => listener.message(payload)));
      listener.connected();
      return async () => {
        if (!pglite.closed) await stop();
      };
    },
    close: async () => {
      await vacuum.stop();
      if (!pglite.closed) await pglite.close();
      closed?.();
    },
  };
}

async function execute<Row extends object>(
  on: Pick<PGlite, 'query'>,
  text: string,
  parameters: readonly Parameter[] = [],
): Promise<readonly Row[]> {
  return (await guarded(() => on.query<Row>(text, [...parameters]))).rows;
}

/** A failed statement would leave the only connection inside an aborted transaction that the text itself had begun. */
async function script<Row extends object>(pglite: PGlite, text: string): Promise<readonly Row[]> {
  try {
    const results = await pglite.exec(text);
    return results.flatMap(({ rows }) => rows as unknown as readonly Row[]);
  } catch (error) {
    await pglite.query('rollback').catch(() => undefined);
    throw databaseFault(error);
  }
}

async function guarded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw databaseFault(error);
  }
}
