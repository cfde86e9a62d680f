import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addTodo, countTodo, dropAllTodo, dropTodo } from '../../../src/app/recovery/todo.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('each thing once, and one of them is not another that begins like it', async () => {
  const { context } = bench;
  for (const name of ['7/1', '7/12', '7/1']) await addTodo(context, name);
  expect(await countTodo(context)).toBe(2);
  await dropTodo(context, '7/1');
  expect(await countTodo(context)).toBe(1);
  await dropAllTodo(context);
  expect(await countTodo(context)).toBe(0);
});
