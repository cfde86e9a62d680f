import { expect, test } from '@jest/globals';
import type { Context } from '../../src/app/context.ts';
import { whenDue } from '../../src/app/when-due.ts';
import { HOUR } from '../../src/base/clock.ts';
import { onPglite, useStore } from '../store/fixture.ts';

const fixture = useStore(onPglite);

test('something is done once in its time, by whoever comes first, and after a clock was set back', async () => {
  const done: number[] = [];
  const at = async (now: number, key = 'look'): Promise<void> => {
    const context = { store: fixture.store, clock: { now: () => now } } as Context;
    await whenDue(context, { scope: 'due', key, every: HOUR }, async () => void done.push(now));
  };
  for (const now of [10 * HOUR, 10 * HOUR + 1, 11 * HOUR - 1, 11 * HOUR, 9 * HOUR]) await at(now);
  await at(9 * HOUR, 'another');
  expect(done).toEqual([10 * HOUR, 11 * HOUR, 9 * HOUR, 9 * HOUR]);
});

test('what fails is tried again', async () => {
  const context = { store: fixture.store, clock: { now: () => 0 } } as Context;
  const due = { scope: 'due', key: 'failing', every: HOUR };
  const fail = async (): Promise<void> => {
    throw new Error('away');
  };
  await expect(whenDue(context, due, fail)).rejects.toThrow('away');
  let times = 0;
  await whenDue(context, due, async () => void times++);
  expect(times).toBe(1);
});
