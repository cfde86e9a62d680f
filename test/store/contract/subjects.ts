import { describe, expect, test } from '@jest/globals';
import type { Lease, SubjectRef } from '../../../src/store/store.ts';
import { type Fixture, fresh, subjectRef } from '../fixture.ts';
import { LEASE, settled, subjectScene } from './subject-scene.ts';

export function describeSubjects(fixture: Fixture): void {
  const { touched: touch, judge } = subjectScene(fixture);
  const takeLease = async ({ key }: SubjectRef): Promise<Lease> => {
    const lease = await fixture.store.subjects.take(key, 'judge', LEASE);
    if (lease === null) throw new Error(`${key} cannot be taken`);
    return lease;
  };
  describe('subjects', () => {
    test('give back the verdict that was settled, and to the next lease', async () => {
      const subject = subjectRef();
      await judge(subject);
      const { head, base, result, verdict, recordedDigest, checkName } = settled();
      const stored = { head, base, result, verdict, recordedDigest, checkName };
      expect(await fixture.store.subjects.read(subject.key)).toEqual({
        subject,
        open: true,
        generation: 1,
        judged: 1,
        verdict: stored,
      });
      await touch(subject);
      expect((await fixture.store.subjects.take(subject.key, 'judge', LEASE))?.last).toEqual(stored);
    });

    test('that are silent are found by their base, a few at a time', async () => {
      const installation = fresh();
      const repositoryId = fresh();
      const inRepository = (): SubjectRef => ({ ...subjectRef({ repositoryId }), installation });
      const [first, second, next, spoken, closed] = [1, 2, 3, 4, 5].map(inRepository) as [
        SubjectRef,
        SubjectRef,
        SubjectRef,
        SubjectRef,
        SubjectRef,
      ];
      for (const subject of [first, second]) await judge(subject, { checkName: '' });
      await judge(next, { checkName: '', base: 'next' });
      await judge(spoken, { base: 'spoken' });
      await judge(closed, { checkName: '', base: 'closed', open: false });
      const { repository } = first;
      const before = { installation, repository: { ...repository, id: repositoryId }, base: '' };
      const { subjects } = fixture.store;
      const main = { installation, repository, base: 'main' };
      expect(await subjects.silentBases(before, 1)).toEqual([main]);
      expect((await subjects.silentBases(main, 9)).filter((each) => each.installation === installation)).toEqual([
        { installation, repository, base: 'next' },
      ]);
      expect(await subjects.silentBases(null, 1_000)).toContainEqual(main);
    });

    test('are found by base, installation and head while they are open', async () => {
      const repositoryId = fresh();
      const installation = fresh();
      const inRepository = (): SubjectRef => ({ ...subjectRef({ repositoryId }), installation });
      const [main, next, closed, elsewhere] = [
        inRepository(),
        inRepository(),
        inRepository(),
        { ...subjectRef(), installation },
      ] as const;
      await judge(main);
      await judge(next, { base: 'next', head: 'b'.repeat(40), checkName: 'countersign: next' });
      await judge(closed, { open: false });
      await judge(elsewhere);
      const { subjects } = fixture.store;
      expect(await subjects.onBase(repositoryId, 'main')).toEqual([main]);
      expect(await subjects.onBase(repositoryId, null)).toEqual([next, main]);
      expect(await subjects.ofInstallation(installation)).toEqual([elsewhere, next, main]);
      expect(
        (await subjects.sharing(repositoryId, 'a'.repeat(40), 'countersign: main')).map(({ subject }) => subject),
      ).toEqual([main]);
    });

    test('are found by any base while they are judged: what they are judged by may have changed', async () => {
      const repositoryId = fresh();
      const installation = fresh();
      const subject = { ...subjectRef({ repositoryId }), installation };
      await touch(subject);
      const { subjects } = fixture.store;
      expect(await subjects.onBase(repositoryId, 'main')).toEqual([]);
      const lease = await takeLease(subject);
      expect(await subjects.onBase(repositoryId, 'main')).toEqual([subject]);
      expect(await subjects.ofInstallation(installation)).toEqual([subject]);
      await subjects.settle(lease, settled({ base: 'next' }));
      expect(await subjects.onBase(repositoryId, 'main')).toEqual([]);
      expect(await subjects.onBase(repositoryId, 'next')).toEqual([subject]);
    });

    test('are found by their head, or because they are being judged, which may be of any head', async () => {
      const repositoryId = fresh();
      const inRepository = (): SubjectRef => subjectRef({ repositoryId });
      const [here, there, closed, first, again, waiting] = [1, 2, 3, 4, 5, 6].map(inRepository) as [
        SubjectRef,
        SubjectRef,
        SubjectRef,
        SubjectRef,
        SubjectRef,
        SubjectRef,
      ];
      const head = 'c'.repeat(40);
      await judge(here, { head });
      await judge(there);
      await judge(closed, { head, open: false });
      await touch(first);
      await takeLease(first);
      await judge(again);
      await touch(again);
      const lease = await takeLease(again);
      await touch(waiting);
      await judge(subjectRef(), { head });
      const { subjects } = fixture.store;
      const judged = { subject: here, base: 'main' };
      const found = await subjects.onHead(repositoryId, head);
      expect(new Set(found)).toEqual(new Set([judged, { subject: first, base: null }, { subject: again, base: null }]));
      await subjects.settle(lease, settled({ head, base: 'next' }));
      expect(await subjects.onHead(repositoryId, head)).toContainEqual({ subject: again, base: 'next' });
      expect(await subjects.onHead(fresh(), head)).toEqual([]);
    });

    test('are due when their verdict ran out, until they are queued again', async () => {
      const subject = subjectRef();
      const later = subjectRef();
      await judge(subject, { validUntil: 5_000 });
      await judge(later, { validUntil: 5_001 });
      const keys = async (at: number): Promise<readonly string[]> =>
        (await fixture.store.subjects.due(at, 100)).map(({ key }) => key);
      expect(await keys(4_999)).not.toContain(subject.key);
      expect(await keys(5_000)).toEqual(expect.arrayContaining([subject.key]));
      expect(await keys(5_000)).not.toContain(later.key);
      await touch(subject);
      expect(await keys(5_000)).not.toContain(subject.key);
      expect(await fixture.store.subjects.due(10_000, 1)).toHaveLength(1);
      await judge(later);
    });

    test('are due when nobody judged them for so long that their job must be lost', async () => {
      const subject = subjectRef();
      await touch(subject);
      const isDue = async (): Promise<boolean> =>
        (await fixture.store.subjects.due(0, 1000)).some(({ key }) => key === subject.key);
      expect(await isDue()).toBe(false);
      await fixture.database.query(
        'update countersign.subject set touched_at = touched_at - 16 * 60 * 1000 where key = $1',
        [subject.key],
      );
      expect(await isDue()).toBe(false);
      await fixture.database.query(`delete from countersign_jobs.job where data->>'key' = $1`, [subject.key]);
      expect(await isDue()).toBe(true);
      await fixture.store.subjects.take(subject.key, 'judge', LEASE);
      expect(await isDue()).toBe(false);
    });

    test('that are spoken of again while they are dropped are judged once more', async () => {
      const subject = subjectRef();
      await touch(subject, 'first');
      const lease = await takeLease(subject);
      await touch(subject, 'meanwhile');
      await fixture.store.subjects.drop(lease);
      expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toMatchObject({ generation: 2 });
    });

    test('that are gone have nothing to judge until they are touched again', async () => {
      const subject = subjectRef();
      await judge(subject, { validUntil: 1 });
      await touch(subject, 'unseen');
      await fixture.store.subjects.drop(await takeLease(subject));
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({
        open: false,
        generation: 2,
        judged: 2,
        verdict: null,
      });
      expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toBeNull();
      expect(await fixture.store.subjects.onBase(subject.repository.id, null)).toEqual([]);
      await touch(subject, 'seen');
      expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toMatchObject({
        generation: 3,
        guids: ['seen'],
        last: null,
      });
    });
  });
}
