import { describe, expect, test } from '@jest/globals';
import { recordPushes } from '../../../src/store/pushes.ts';
import { type Fixture, fresh, pause, pushOf } from '../fixture.ts';

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

  describe('pushes', () => {
    test('are found by any commit they touch, oldest first, in their own repository', async () => {
      const repository = fresh();
      const oid = (letter: string): string => letter.repeat(40);
      const second = pushOf({ repository, at: 2, before: oid('a'), after: oid('c'), commits: [oid('b'), oid('c')] });
      const first = pushOf({ repository, at: 1, after: oid('a'), commits: [oid('a')] });
      const elsewhere = pushOf({ after: oid('a'), commits: [oid('a')] });
      await fixture.database.transaction(async (sql) => await recordPushes(sql, [second, first, elsewhere, second]));
      const touching = async (...commits: readonly string[]) =>
        await fixture.store.pushes.touching(repository, commits);
      expect(await touching(oid('a'))).toEqual([first, second]);
      expect(await touching(oid('b'))).toEqual([second]);
      expect(await touching(oid('c'), oid('b'))).toEqual([second]);
      expect(await touching(oid('d'))).toEqual([]);
      expect(await touching()).toEqual([]);
      // A branch that began says nothing about other branches that began.
      expect(await touching(oid('0'))).toEqual([]);
    });
  });

  describe('memory', () => {
    test('keeps small facts until they are forgotten by the beginning of their key', async () => {
      const { memory } = fixture.store;
      const scope = `scope-${fresh()}`;
      expect(await memory.get(scope, 'a')).toBeNull();
      await memory.set(scope, 'a:1', { x: [1, null, 'é'] }, 5);
      await memory.set(scope, 'a:1', { x: 2 }, 6);
      await memory.set(scope, 'a:2', null, 7);
      await memory.set(scope, 'A:2', 'upper', 7);
      await memory.set(scope, 'a%', 'percent', 7);
      await memory.set(scope, 'a:😀', true, 7);
      expect(await memory.get(scope, 'a:1')).toEqual({ value: { x: 2 }, at: 6 });
      expect(await memory.list(scope, 'a:')).toEqual([
        { key: 'a:1', value: { x: 2 } },
        { key: 'a:2', value: null },
        { key: 'a:😀', value: true },
      ]);
      await memory.forget(scope, 'a:');
      expect(await memory.list(scope, '')).toEqual([
        { key: 'A:2', value: 'upper' },
        { key: 'a%', value: 'percent' },
      ]);
      await memory.forget(scope, '');
      expect(await memory.list(scope, '')).toEqual([]);
    });
  });
}
