import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  forgetLanded,
  forgetOldLanded,
  type Landed,
  listLanded,
  noteLanded,
  toWholeSecond,
} from '../../../src/app/recovery/landed.ts';
import { DAY } from '../../../src/base/clock.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const landed = (fields: Partial<Landed> = {}): Landed => ({
  installation: 7,
  repository: { id: 70, owner: 'acme', name: 'shop' },
  base: 'main',
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  actor: 5,
  at: Date.now(),
  changes: [{ number: 1, head: 'c'.repeat(40) }],
  ...fields,
});

test('the same is noted once, listed oldest first, and forgotten alone; what nobody judged for a month goes', async () => {
  const { context } = bench;
  const now = Date.now();
  const [old, newer, other] = [
    landed({ at: now - 31 * DAY }),
    landed({ base: 'next', at: now }),
    landed({ base: 'mainline', at: now - 1 }),
  ];
  for (const each of [newer, old, other, old]) await noteLanded(context, each);
  expect(await listLanded(context)).toEqual([old, other, newer]);
  await forgetOldLanded(context);
  expect(await listLanded(context)).toEqual([other, newer]);
  await forgetLanded(context, { ...other, base: 'main' });
  await forgetLanded(context, newer);
  expect(await listLanded(context)).toEqual([other]);
});

test('a second is as long as GitHub’s times are fine', () => {
  expect([0, 999, 1_000, 61_001].map(toWholeSecond)).toEqual([0, 0, 1_000, 61_000]);
});
