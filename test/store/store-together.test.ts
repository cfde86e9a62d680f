import { expect, test } from '@jest/globals';
import { storeTogether } from '../../src/store/store-together.ts';

const LONG = 60_000;

test('what comes until the last one is stored in one step', async () => {
  const steps: (readonly number[])[] = [];
  const store = storeTogether<number>(async (items) => void steps.push([...items]), LONG);
  await Promise.all([1, 2, 3].map((item) => store(item, (waiting) => waiting === 3)));
  await store(4, () => true);
  expect(steps).toEqual([[1, 2, 3], [4]]);
});

test('nobody waits longer than the time for others', async () => {
  const steps: (readonly number[])[] = [];
  const store = storeTogether<number>(async (items) => void steps.push([...items]), 5);
  await Promise.all([store(1, () => false), store(2, () => false)]);
  expect(steps).toEqual([[1, 2]]);
});

test('what comes while a step is under way is in the next one', async () => {
  const steps: (readonly number[])[] = [];
  const first = Promise.withResolvers<void>();
  const store = storeTogether<number>(async (items) => {
    steps.push([...items]);
    if (steps.length === 1) await first.promise;
  }, LONG);
  const one = store(1, () => true);
  await store(2, () => true);
  first.resolve();
  await one;
  expect(steps).toEqual([[1], [2]]);
});

test('a step that fails fails for all that are in it, and for nobody else', async () => {
  let fails = true;
  const store = storeTogether<number>(async () => {
    if (fails) throw new Error('gone');
  }, LONG);
  const settled = await Promise.allSettled([store(1, () => false), store(2, () => true)]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  await store(3, () => true);
});
