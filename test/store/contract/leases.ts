import { describe, expect, test } from '@jest/globals';
import { type Fixture, fresh, pause } from '../fixture.ts';

const MINUTE = 60_000;

/** What one process does at a time, by name. */
export function describeNamedLeases(fixture: Fixture): void {
  describe('leases', () => {
    const leases = () => fixture.store.leases;
    const name = (): string => `lease-${fresh()}`;

    test('are held by one at a time, until they are given back by whoever has them', async () => {
      const [one, other] = [name(), name()];
      expect(await leases().take(one, 'a', MINUTE)).toBe(true);
      expect([await leases().take(one, 'b', MINUTE), await leases().take(other, 'b', MINUTE)]).toEqual([false, true]);
      await leases().release(one, 'b');
      expect(await leases().take(one, 'b', MINUTE)).toBe(false);
      await leases().release(one, 'a');
      expect(await leases().take(one, 'b', MINUTE)).toBe(true);
    });

    test('asked for together are one process’', async () => {
      const key = name();
      const owners = Array.from({ length: 6 }, (_, at) => `owner-${at}`);
      const taken = await Promise.all(owners.map(async (owner) => await leases().take(key, owner, MINUTE)));
      expect(taken.filter((isTaken) => isTaken)).toHaveLength(1);
    });

    test('of who died run out, and who comes back late does not extend them', async () => {
      const key = name();
      expect(await leases().take(key, 'dead', 0)).toBe(true);
      expect(await leases().extend(key, 'dead', MINUTE)).toBe(false);
      expect(await leases().take(key, 'next', MINUTE)).toBe(true);
      expect([await leases().extend(key, 'dead', MINUTE), await leases().extend(key, 'next', MINUTE)]).toEqual([
        false,
        true,
      ]);
    });

    test('that are extended last from then on', async () => {
      const key = name();
      expect(await leases().take(key, 'a', MINUTE)).toBe(true);
      expect(await leases().extend(key, 'a', 1)).toBe(true);
      await pause(10);
      expect(await leases().take(key, 'b', MINUTE)).toBe(true);
    });
  });
}
