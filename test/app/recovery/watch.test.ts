import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { startWatch } from '../../../src/app/recovery/watch.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/base/clock.ts';
import { type Bench, openBench } from '../stages/bench.ts';
import { takeSweeps } from './recovery-scene.ts';

let bench: Bench;
let now: number;
let lose: () => void;
let context: Context;
beforeAll(async () => {
  bench = await openBench();
  const onLost = (act: () => void): void => void (lose = act);
  context = { ...bench.context, clock: { now: () => now }, store: { ...bench.store, onLost } };
});
afterAll(() => bench.close());
beforeEach(async () => {
  now = 10 * DAY;
  await bench.database.query('delete from countersign.memory');
  await takeSweeps(bench);
});

const sent = async (): Promise<readonly string[]> => (await takeSweeps(bench)).map(({ task }) => task).toSorted();
const gaps = async () => (await readNotes(context)).notes.map(({ value }) => value);

test('with a database that knows of nothing everything is compared, and nothing is called a gap', async () => {
  await startWatch(context);
  expect(await sent()).toEqual(['compare-everywhere', 'deliveries']);
  expect(await gaps()).toEqual([]);
});

test('a short restart is no gap, but what failed meanwhile is looked for', async () => {
  await (await startWatch(context)).end();
  await sent();
  now += MINUTE - 1;
  await startWatch(context);
  expect(await sent()).toEqual(['deliveries']);
  expect(await gaps()).toEqual([]);
});

test('a longer one is a gap since the last sign of life', async () => {
  const watch = await startWatch(context);
  now += 30 * SECOND;
  await watch.look();
  await sent();
  now += HOUR;
  await startWatch(context);
  expect(await sent()).toEqual(['compare-everywhere', 'deliveries']);
  expect(await gaps()).toEqual([{ from: now - HOUR, to: now, why: 'not-running', about: null }]);
});

test('a process that slept, or whose database was away, finds out for itself', async () => {
  const watch = await startWatch(context);
  now += HOUR;
  await watch.look();
  expect(await gaps()).toEqual([{ from: now - HOUR, to: now, why: 'database-away', about: null }]);
  await sent();
  now += SECOND;
  await watch.look();
  expect(await sent()).toEqual(['gaps']);
  lose();
  await watch.look();
  expect(await sent()).toEqual(['deliveries', 'gaps']);
});

test('deliveries are looked at every five minutes, reality once a day', async () => {
  const watch = await startWatch(context);
  await watch.look();
  await sent();
  const after = async (time: number): Promise<readonly string[]> => {
    now += time;
    await bench.store.memory.set('recovery', 'alive', null, now);
    await watch.look();
    return await sent();
  };
  expect(await after(5 * MINUTE - 1)).toEqual([]);
  expect(await after(1)).toEqual(['deliveries']);
  expect(await after(DAY - 5 * MINUTE - 1)).toEqual(['deliveries']);
  expect(await after(1)).toEqual(['compare-everywhere']);
  now -= 2 * DAY;
  expect(await after(0)).toEqual(['compare-everywhere', 'deliveries']);
});
