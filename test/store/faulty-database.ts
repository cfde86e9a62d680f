import { Fault } from '../../src/base/fault.ts';
import type { Database } from '../../src/store/database.ts';

/** When the next change of the database goes wrong: everything is undone, or all of it is there and nobody is told. */
export type Failure = 'failed, not stored' | 'failed, but stored';

export interface FaultyDatabase {
  readonly database: Database;
  /** Arms one failure of the next transaction or changing statement. Returns whether it happened. */
  fail(failure: Failure): () => boolean;
}

const failed = (): Fault => new Fault('store.unavailable', 'the connection broke');

/** A real database whose commit can fail in the two ways in which a commit fails. */
export function faultyDatabase(real: Database): FaultyDatabase {
  let next: Failure | null = null;
  const disarm = (): Failure | null => {
    const armed = next;
    next = null;
    return armed;
  };
  return {
    fail: (failure) => {
      next = failure;
      return () => next === null;
    },
    database: {
      ...real,
      query: async (text, parameters) => {
        const armed = /^\s*(?:insert|update|delete)/i.test(text) ? disarm() : null;
        if (armed === 'failed, not stored') throw failed();
        const rows = await real.query<never>(text, parameters);
        if (armed === 'failed, but stored') throw failed();
        return rows;
      },
      transaction: async (work) => {
        const armed = disarm();
        const result = await real.transaction(async (sql) => {
          const done = await work(sql);
          if (armed === 'failed, not stored') throw failed();
          return done;
        });
        if (armed === 'failed, but stored') throw failed();
        return result;
      },
    },
  };
}
