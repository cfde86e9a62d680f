import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDispatcher } from '../../src/app/dispatch.ts';
import { Fault } from '../../src/base/fault.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Store } from '../../src/store/store.ts';
import { until } from '../store/fixture.ts';
import {
  type Bench,
  deliver,
  dispatchAll,
  keyOf,
  newOrigin,
  type Origin,
  oid,
  openBench,
  opened,
  pushed,
  sweepsOf,
} from './deliveries.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

const generationOf = async (origin: Origin, number: number): Promise<number | undefined> =>
  (await bench.store.subjects.read(keyOf(origin, number)))?.generation;

describe('a crash', () => {
  const awayAt = (store: Store, isAway: () => boolean): Store => ({
    ...store,
    deliveries: {
      ...store.deliveries,
      dispatched: async (done) => {
        if (isAway()) throw new Fault('store.unavailable', 'the database went away');
        await store.deliveries.dispatched(done);
      },
    },
  });

  test('before the end dispatches all of it again, without harm', async () => {
    const origin = newOrigin();
    await deliver(bench, 'pull_request', opened(origin, 1));
    await deliver(bench, 'push', pushed(origin, 'fix', ['a.txt']));
    await deliver(bench, 'membership', { ...origin.envelope, action: 'added' });
    const errors: string[] = [];
    const log = { ...silentLog, error: (_: unknown, message: string) => void errors.push(message) };
    const dying = createDispatcher({ ...bench.context, log, store: awayAt(bench.store, () => true) });
    dying.wake();
    await until(() => errors.length === 1);
    await dying.stop();
    expect(errors).toEqual(['Deliveries could not be dispatched: the database went away']);
    expect(await bench.store.deliveries.backlog()).toBe(3);
    expect(await generationOf(origin, 1)).toBeUndefined();

    await dispatchAll(bench);
    expect(await generationOf(origin, 1)).toBe(1);
    expect(await bench.store.pushes.touching(origin.place.repository.id, [oid(2)])).toHaveLength(1);
    expect(await sweepsOf(bench, origin)).toHaveLength(1);
  });

  test('of the database is over when the next delivery wakes the dispatcher', async () => {
    const origin = newOrigin();
    let isAway = true;
    const dispatcher = createDispatcher({ ...bench.context, store: awayAt(bench.store, () => isAway) });
    await deliver(bench, 'pull_request', opened(origin, 1));
    dispatcher.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    isAway = false;
    dispatcher.wake();
    await until(async () => (await generationOf(origin, 1)) === 1);
    await dispatcher.stop();
  });
});

test('large deliveries come in several looks, and all of them are dispatched at one wake', async () => {
  const origin = newOrigin();
  const large = 'x'.repeat(17 * 1024 * 1024);
  for (const number of [1, 2, 3]) await deliver(bench, 'pull_request', { ...opened(origin, number), large });
  await dispatchAll(bench);
  expect(await generationOf(origin, 3)).toBe(1);
});

test('a stopped dispatcher leaves what comes to the next', async () => {
  const origin = newOrigin();
  const dispatcher = createDispatcher(bench.context);
  await dispatcher.stop();
  await deliver(bench, 'pull_request', opened(origin, 1));
  dispatcher.wake();
  await dispatcher.stop();
  expect(await bench.store.deliveries.backlog()).toBe(1);
  await dispatchAll(bench);
  expect(await generationOf(origin, 1)).toBe(1);
});
