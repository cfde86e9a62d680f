import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { forgetIdentity, rememberedIdentity, rememberIdentity } from '../../../src/app/erase/erasing-memory.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

test('who is being erased is remembered until it is done, each by themselves', async () => {
  const { context } = bench;
  const dana = { ids: [7], logins: ['dana'], names: ['Dana'], emails: ['d@x'] };
  expect(await rememberedIdentity(context, 'dana')).toBeNull();
  await rememberIdentity(context, 'dana', dana);
  await rememberIdentity(context, 'dan', { ...dana, ids: [8] });
  expect(await rememberedIdentity(context, 'DANA')).toEqual(dana);
  await forgetIdentity(context, 'Dana');
  expect(await rememberedIdentity(context, 'dana')).toBeNull();
  expect(await rememberedIdentity(context, 'dan')).toMatchObject({ ids: [8] });
});
