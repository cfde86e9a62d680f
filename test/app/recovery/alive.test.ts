import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beat, lastAlive } from '../../../src/app/recovery/alive.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('nobody watched with a new database; then the last sign of life counts', async () => {
  expect(await lastAlive(bench.context)).toBeNull();
  for (const now of [5_000, 9_000]) await beat({ ...bench.context, clock: { now: () => now } });
  expect(await lastAlive(bench.context)).toBe(9_000);
});
