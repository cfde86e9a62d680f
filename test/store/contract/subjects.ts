import { describe, expect, test } from '@jest/globals';
import type { Lease, Settled, SubjectRef } from '../../../src/store/store.ts';
import { type Fixture, fresh, subjectRef } from '../fixture.ts';

export const settled = (fields: Partial<Settled> = {}): Settled => ({
  head: 'a'.repeat(40),
  base: 'main',
  checkName: 'countersign: main',
  open: true,
  result: 'deny',
  verdict: { result: 'deny', text: 'nul \u0000 and "quotes"' },
  validUntil: null,
  recordedDigest: 'digest',
  evidence: [],
  ledger: null,
  entries: [],
  reportAfter: null,
  ...fields,
});

export const LEASE = 60_000;

/** Subjects as they are stored and found; leases have a suite of their own. */
export function describeSubjects(fixture: Fixture): void {
  const touch = async (subject: SubjectRef, ...guids: readonly string[]): Promise<void> =>
    await fixture.store.subjects.touch([{ subject, guids, priority: 0 }]);
  const judge = async (subject: SubjectRef, outcome: Partial<Settled> = {}): Promise<Lease> => {
    await touch(subject);
    const lease = await fixture.store.subjects.take(subject.key, 'judge', LEASE);
    if (lease === null) throw new Error('no lease');
    await fixture.store.subjects.settle(lease, settled(outcome));
    return lease;
  };

  describe('subjects', () => {
    test('are unknown until somebody touches them', async () => {
      const subject = subjectRef();
      expect(await fixture.store.subjects.read(subject.key)).toBeNull();
      await touch(subject);
      expect(await fixture.store.subjects.read(subject.key)).toEqual({
        subject,
        open: true,
        generation: 1,
        judged: 0,
        verdict: null,
      });
    });

    test('keep the name that the repository has now', async () => {
      const subject = subjectRef();
      await touch(subject);
      const renamed = {
        ...subject,
        installation: 8,
        repository: { ...subject.repository, owner: 'other', name: 'renamed' },
      };
      await touch(renamed);
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({ subject: renamed, generation: 2 });
    });

    test('touched several times in one call become one touch', async () => {
      const subject = subjectRef();
      const touches = ['one', 'two', 'one'].map((guid) => ({ subject, guids: [guid], priority: 3 }));
      await fixture.store.subjects.touch(touches);
      const lease = await fixture.store.subjects.take(subject.key, 'judge', LEASE);
      expect(lease).toMatchObject({ generation: 1, guids: ['one', 'two'] });
    });

    test('without a number are kept too', async () => {
      const subject: SubjectRef = { ...subjectRef(), key: `commit:${fresh()}`, kind: 'commit', number: null };
      await touch(subject);
      expect((await fixture.store.subjects.read(subject.key))?.subject).toEqual(subject);
    });

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
      expect(await isDue()).toBe(true);
      await fixture.store.subjects.take(subject.key, 'judge', LEASE);
      expect(await isDue()).toBe(false);
    });

    test('that are gone have nothing to judge until they are touched again', async () => {
      const subject = subjectRef();
      await judge(subject, { validUntil: 1 });
      await touch(subject, 'unseen');
      await fixture.store.subjects.drop(subject.key);
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

    test('of one lease are told the newest twenty webhooks', async () => {
      const subject = subjectRef();
      const guids = Array.from({ length: 25 }, (_, at) => `webhook-${fresh()}-${at}`);
      await touch(subject, ...guids.slice(0, 10));
      await touch(subject, ...guids.slice(10));
      const lease = await fixture.store.subjects.take(subject.key, 'judge', LEASE);
      expect(lease?.guids).toEqual(guids.slice(5));
    });
  });
}
