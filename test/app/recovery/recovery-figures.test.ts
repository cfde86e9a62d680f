import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { noteRecovered } from '../../../src/app/recovery/alive.ts';
import { noteGap } from '../../../src/app/recovery/gap-notes.ts';
import { recoveryFigures } from '../../../src/app/recovery/recovery-figures.ts';
import { addTodo } from '../../../src/app/recovery/todo.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('nothing is under way until there is a gap, and what was recovered stays known', async () => {
  const context = { ...bench.context, clock: { now: () => 5_000 } };
  expect(await recoveryFigures(context)).toEqual({ isUnderWay: false, last: null, comparedUntil: null, left: 0 });
  await noteGap(context, { from: 1, to: 2, why: 'not-running', about: null });
  await addTodo(context, '7/1');
  await noteRecovered(context);
  expect(await recoveryFigures(context)).toEqual({ isUnderWay: true, last: 5_000, comparedUntil: null, left: 1 });
});
