import { Fault } from '../../../src/base/fault.ts';
import type { Store } from '../../../src/store/store.ts';

/**
 * How a process can fail at one call of the store. `refused`: nothing was stored, and the process goes on. `unheard`: it
 * was stored, and the answer was lost. `killed`: nothing was stored, and neither is anything that it tries afterwards.
 */
export type Failure = 'refused' | 'unheard' | 'killed';

export interface FailingStore {
  readonly store: Store;
  /** False: there were fewer calls, so nothing failed. */
  readonly failed: boolean;
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

/** The same store, but for its `at`th call, from 1. */
export function failAt(real: Store, at: number, failure: Failure): FailingStore {
  let calls = 0;
  const fail = (): never => {
    throw new Fault('store.unavailable', `the test fails call ${at}`);
  };
  const wrap =
    (call: Call): Call =>
    async (...given) => {
      calls += 1;
      if (calls < at || (calls > at && failure !== 'killed')) return await call(...given);
      if (failure === 'unheard') await call(...given);
      return fail();
    };
  const wrapDoor = (door: object): object =>
    new Proxy(door, {
      get: (target, name) => wrap(((target as Record<string | symbol, Call>)[name] as Call).bind(target)),
    });
  const store = new Proxy(real, {
    get: (target, name) => wrapDoor(target[name as 'ledgers']),
  });
  return {
    store,
    get failed() {
      return calls >= at;
    },
  };
}

export const FAILURES: readonly Failure[] = ['refused', 'unheard', 'killed'];
