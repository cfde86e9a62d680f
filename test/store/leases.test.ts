import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLeases } from '../../src/store/leases.ts';
import type { Leases } from '../../src/store/store.ts';
import { onPglite } from './fixture.ts';

let leases: Leases;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await onPglite();
  leases = createLeases(database);
  close = database.close;
});
afterAll(() => close());

const MINUTE = 60_000;

test('one at a time, until it is given back', async () => {
  expect(await leases.take('a', 'one', MINUTE)).toBe(true);
  expect([await leases.take('a', 'two', MINUTE), await leases.take('b', 'two', MINUTE)]).toEqual([false, true]);
  await leases.release('a', 'two');
  expect(await leases.take('a', 'two', MINUTE)).toBe(false);
  await leases.release('a', 'one');
  expect(await leases.take('a', 'two', MINUTE)).toBe(true);
});

test('of who died it runs out, and who comes back late does not extend it', async () => {
  expect(await leases.take('c', 'dead', 0)).toBe(true);
  expect(await leases.extend('c', 'dead', MINUTE)).toBe(false);
  expect(await leases.take('c', 'next', MINUTE)).toBe(true);
  expect([await leases.extend('c', 'dead', MINUTE), await leases.extend('c', 'next', MINUTE)]).toEqual([false, true]);
});
