import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { forgetErasing, rememberErasing, rememberedErasing } from '../../../src/app/erase/erasing-memory.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

test('who is being erased is remembered until it is done, each by themselves', async () => {
  const { context } = bench;
  const dana = { ids: [7], logins: ['dana'], names: ['Dana'], emails: ['d@x'] };
  const erasing = { identity: dana, opened: ['pull_request:1:2'] };
  expect(await rememberedErasing(context, 'dana')).toBeNull();
  await rememberErasing(context, 'dana', erasing);
  await rememberErasing(context, 'dan', { identity: { ...dana, ids: [8] }, opened: [] });
  expect(await rememberedErasing(context, 'DANA')).toEqual(erasing);
  await forgetErasing(context, 'Dana');
  expect(await rememberedErasing(context, 'dana')).toBeNull();
  expect(await rememberedErasing(context, 'dan')).toMatchObject({ identity: { ids: [8] } });
});
