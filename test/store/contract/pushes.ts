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
  });
}
