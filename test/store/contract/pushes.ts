import { describe, expect, test } from '@jest/globals';
import { recordPushes } from '../../../src/store/pushes.ts';
import { type Fixture, fresh, pushOf } from '../fixture.ts';

export function describePushes(fixture: Fixture): void {
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

    test('of which no webhook told are recorded once, also by two at a time', async () => {
      const { pushes } = fixture.store;
      const repository = fresh();
      const oid = (letter: string): string => letter.repeat(40);
      const told = pushOf({ repository, at: 1, before: oid('a'), after: oid('b'), commits: [oid('b')] });
      await fixture.database.transaction(async (sql) => await recordPushes(sql, [told]));
      // The activity of a branch knows neither the webhook nor the commits between.
      const read = (fields: Partial<typeof told>) =>
        pushOf({ repository, guid: `activity-${fresh()}`, commits: [], ...fields });
      const same = read({ before: oid('a'), after: oid('b') });
      const missed = read({ at: 2, before: oid('b'), after: oid('c') });
      const elsewhere = read({ at: 3, ref: 'refs/heads/next', before: oid('a'), after: oid('b') });
      const deleted = read({ at: 4, before: oid('c'), after: oid('0') });
      expect(await pushes.recordMissing([same, missed, elsewhere, deleted])).toBe(3);
      expect(await pushes.recordMissing([same, missed, elsewhere, deleted])).toBe(0);
      expect(await pushes.recordMissing([])).toBe(0);
      expect(await pushes.touching(repository, [oid('b'), oid('c')])).toEqual([told, missed, elsewhere, deleted]);
      const late = read({ at: 5, before: oid('d'), after: oid('e') });
      const counts = await Promise.all([pushes.recordMissing([late]), pushes.recordMissing([late])]);
      expect(counts).toContain(1);
      expect(await pushes.touching(repository, [oid('e')])).toEqual([late]);
    });
  });
}
