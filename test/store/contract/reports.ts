import { describe, expect, test } from '@jest/globals';
import { type Fixture, fresh, pause } from '../fixture.ts';

export function describeReports(fixture: Fixture): void {
  describe('reports', () => {
    const checkOf = (fields = {}) => ({
      repository: fresh(),
      head: 'a'.repeat(40),
      checkName: 'countersign: main',
      runId: 4_000_000_000_000,
      conclusion: 'failure',
      digest: 'digest',
      ...fields,
    });

    test('keep what stands on GitHub', async () => {
      const { reports } = fixture.store;
      const check = checkOf();
      expect(await reports.read(check.repository, check.head, check.checkName)).toBeNull();
      await reports.write({ ...check, runId: 0, conclusion: null, digest: '' });
      await reports.write(check);
      expect(await reports.read(check.repository, check.head, check.checkName)).toEqual(check);
      expect(await reports.read(check.repository, check.head, 'countersign: next')).toBeNull();
    });

    test('refreshed are written anew, and only those of the commit', async () => {
      const { reports } = fixture.store;
      const check = checkOf();
      const other = { ...check, head: 'b'.repeat(40) };
      await reports.write(check);
      await reports.write(other);
      await reports.refresh(check.repository, check.head);
      expect(await reports.read(check.repository, check.head, check.checkName)).toEqual({ ...check, digest: '' });
      expect(await reports.read(other.repository, other.head, other.checkName)).toEqual(other);
    });

    test('of a run that GitHub gave up are forgotten, and no other', async () => {
      const { reports } = fixture.store;
      const check = checkOf();
      const others = [{ ...check, head: 'b'.repeat(40) }, { ...check, checkName: 'countersign: next' }, checkOf()];
      for (const each of [check, ...others]) await reports.write(each);
      await reports.forget(check.repository, check.head, check.checkName);
      await reports.forget(check.repository, check.head, check.checkName);
      expect(await reports.read(check.repository, check.head, check.checkName)).toBeNull();
      for (const other of others)
        expect(await reports.read(other.repository, other.head, other.checkName)).toEqual(other);
    });

    test('are written by one at a time', async () => {
      const { reports } = fixture.store;
      const key = `report-${fresh()}`;
      const asked = await Promise.all(
        ['a', 'b', 'a', 'b'].map(async (owner) => await reports.take(key, owner, 60_000)),
      );
      expect(asked.filter((isTaken) => isTaken)).toHaveLength(1);
      const owner = asked.indexOf(true) % 2 === 0 ? 'a' : 'b';
      await reports.release(key, owner === 'a' ? 'b' : 'a');
      expect(await reports.take(key, 'c', 60_000)).toBe(false);
      await reports.release(key, owner);
      expect(await reports.take(key, 'c', 1)).toBe(true);
      await pause(10);
      expect(await reports.take(key, 'd', 60_000)).toBe(true);
    });
  });
}
