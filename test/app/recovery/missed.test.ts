import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Attempt } from '../../../src/app/ports.ts';
import { forgetMissed, isAnyMissed, markAsked, missedAmong, noteMissed } from '../../../src/app/recovery/missed.ts';
import { type Bench, openBench } from '../stages/bench.ts';
import { listMissed } from './recovery-scene.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const attempt = (fields: Partial<Attempt>): Attempt => ({
  id: '1',
  guid: 'guid',
  at: 1_000,
  isAnswered: false,
  event: 'push',
  action: null,
  installation: 7,
  repository: 70,
  ...fields,
});

test('attempts of one delivery are one: its first time, its newest id, and one answer is enough', async () => {
  const newestFirst = [attempt({ id: '3', at: 3_000 }), attempt({ id: '2', at: 2_000, isAnswered: true }), attempt({})];
  expect(await missedAmong(bench.context, newestFirst)).toEqual([
    { ...attempt({ id: '3', at: 1_000, isAnswered: true }), askedAt: null },
  ]);
});

test('what is noted stays as it is until it is forgotten, and is listed oldest first', async () => {
  const { context } = bench;
  const all = [attempt({ guid: 'b', at: 2_000, id: '5' }), attempt({ guid: 'a', at: 3_000 }), attempt({ guid: 'c' })];
  await noteMissed(context, await missedAmong(context, all));
  const listed = await listMissed(context);
  expect(listed.map(({ guid }) => guid)).toEqual(['c', 'b', 'a']);
  for (const each of listed.slice(0, 1)) await markAsked(context, each);
  expect(await missedAmong(context, [attempt({ guid: 'c', id: '9' }), attempt({ guid: 'd' })])).toMatchObject([
    { guid: 'd' },
  ]);
  expect((await listMissed(context))[0]).toMatchObject({ guid: 'c', askedAt: expect.any(Number) });
  for (const each of listed) await forgetMissed(context, each);
  expect(await listMissed(context)).toEqual([]);
  expect(await isAnyMissed(context)).toBe(false);
});

test('more than a page comes back whole and in order, also where many were sent in the same millisecond', async () => {
  const { context } = bench;
  const all = Array.from({ length: 230 }, (_, at) =>
    attempt({ guid: `guid-${at}`, at: 1_000 + (at % 3), id: `${at}` }),
  );
  await noteMissed(context, await missedAmong(context, all));
  expect(await isAnyMissed(context)).toBe(true);
  const listed = await listMissed(context);
  expect(new Set(listed.map(({ guid }) => guid)).size).toBe(230);
  expect(listed.map(({ at }) => at)).toEqual(listed.map(({ at }) => at).toSorted((a, b) => a - b));
  for (const each of listed) await forgetMissed(context, each);
});
