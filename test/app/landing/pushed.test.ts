import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { forgetPushed, listPushed, notePushed, type Pushed, pushedTo } from '../../../src/app/landing/pushed.ts';
import { DAY } from '../../../src/base/clock.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const pushed = (repository: number, at: number, fields: Partial<Pushed> = {}): Pushed => ({
  repository,
  branch: 'main',
  isDefault: true,
  before: 'a'.repeat(40),
  after: String(at).padStart(40, 'b'),
  actor: { id: 5, type: 'user' },
  at,
  guid: `guid-${at}`,
  ...fields,
});

test('pushes of a repository come in their order, each once, and those of another one are not among them', async () => {
  const now = bench.context.clock.now();
  const [old, young] = [pushed(1, now - 2), pushed(1, now - 1)];
  for (const each of [young, old, young, pushed(12, now)]) await notePushed(bench.context, each);
  expect(await listPushed(bench.context, 1)).toEqual([old, young]);
  expect((await pushedTo(bench.context)).toSorted((a, b) => a - b)).toEqual([1, 12]);
  await forgetPushed(bench.context, old);
  expect(await listPushed(bench.context, 1)).toEqual([young]);
  expect(await listPushed(bench.context, 12)).toHaveLength(1);
});

test('the same commits on another branch are another push; what nobody could tell for a month is forgotten', async () => {
  const now = bench.context.clock.now();
  await notePushed(bench.context, pushed(3, now));
  await notePushed(bench.context, pushed(3, now, { branch: 'next' }));
  await notePushed(bench.context, pushed(4, now - 31 * DAY));
  expect(await listPushed(bench.context, 3)).toHaveLength(2);
  expect(await pushedTo(bench.context)).not.toContain(4);
  expect(await listPushed(bench.context, 4)).toEqual([]);
});
