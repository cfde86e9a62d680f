import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Untold, untoldRows } from '../../src/app/untold.ts';
import { DAY } from '../../src/base/clock.ts';
import { type Bench, openBench } from './stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

interface Thing extends Untold {
  readonly at: number;
  readonly guid: string;
}
const things = (scope: string, what: string) =>
  untoldRows<Thing>({ scope, what, nameOf: ({ guid }) => guid, heardAt: ({ at }) => at });
const rows = things('things', 'A thing');
const row = (repository: number, at: number, guid = `guid-${at}`): Thing => ({ repository, at, guid });

test('rows of a repository come in their order, each webhook once, and those of another one are not among them', async () => {
  const now = bench.context.clock.now();
  const [old, young] = [row(1, now - 2), row(1, now - 1)];
  for (const each of [young, old, young, row(12, now)]) await rows.note(bench.context, each);
  expect(await rows.list(bench.context, 1)).toEqual([old, young]);
  expect((await rows.repositories(bench.context)).toSorted((a, b) => a - b)).toEqual([1, 12]);
  await rows.forget(bench.context, old);
  expect(await rows.list(bench.context, 1)).toEqual([young]);
  expect(await rows.list(bench.context, 12)).toHaveLength(1);
});

test('what nobody could tell for a month is forgotten; another sort has rows of its own', async () => {
  const now = bench.context.clock.now();
  await rows.note(bench.context, row(4, now - 31 * DAY));
  await things('others', 'Another').note(bench.context, row(5, now));
  const left = await rows.repositories(bench.context);
  expect(left).not.toContain(4);
  expect(left).not.toContain(5);
  expect(await rows.list(bench.context, 4)).toEqual([]);
});
