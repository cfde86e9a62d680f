import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Lease, SubjectRef } from '../../../src/store/store.ts';
import { type Fixture, fresh, newEntry, pause, subjectRef, waitingJobs } from '../fixture.ts';
import { LEASE, settled } from './subjects.ts';

/** One at a time per subject, and what happens to webhooks that come meanwhile. */
export function describeLeases(fixture: Fixture): void {
  const touched = async (subject: SubjectRef, guid = `guid-${fresh()}`): Promise<void> =>
    await fixture.store.subjects.touch([{ subject, guids: [guid], priority: 0 }]);
  const take = async ({ key }: SubjectRef, owner = 'judge', leaseFor = LEASE): Promise<Lease> => {
    const lease = await fixture.store.subjects.take(key, owner, leaseFor);
    if (lease === null) throw new Error(`no lease of ${key}`);
    return lease;
  };
  const jobs = async ({ key }: SubjectRef, queue = 'evaluate') => await waitingJobs(fixture.database, queue, key);
  /** As if the queue had handed them out. */
  const useUpJobs = async ({ key }: SubjectRef): Promise<void> =>
    void (await fixture.database.query(`delete from countersign_jobs.job where data->>'key' = $1`, [key]));

  describe('leases of subjects', () => {
    test('are had by one of many who ask at once', async () => {
      const subject = subjectRef();
      await touched(subject);
      const asked = Array.from(
        { length: 8 },
        async (_, at) => await fixture.store.subjects.take(subject.key, `owner-${at}`, LEASE),
      );
      expect((await Promise.all(asked)).filter((lease) => lease !== null)).toHaveLength(1);
    });

    test('are refused while there is nothing to judge', async () => {
      const subject = subjectRef();
      expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toBeNull();
      await touched(subject);
      await fixture.store.subjects.settle(await take(subject), settled());
      expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toBeNull();
      await useUpJobs(subject);
      expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toBeNull();
      expect(await jobs(subject)).toEqual([]);
    });

    test('run out, and whoever had one stores nothing any more', async () => {
      const subject = subjectRef();
      await touched(subject);
      const dead = await take(subject, 'dead', 20);
      await pause(30);
      const living = await take(subject, 'living');
      expect(living.number).toBe(dead.number + 1);
      await expect(fixture.store.subjects.settle(dead, settled({ result: 'allow' }))).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
      expect((await fixture.store.subjects.read(subject.key))?.verdict).toBeNull();
      await fixture.store.subjects.release(dead, 0);
      await fixture.store.subjects.settle(living, settled());
      await expect(fixture.store.subjects.settle(living, settled({ result: 'allow' }))).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
      expect((await fixture.store.subjects.read(subject.key))?.verdict?.result).toBe('deny');
    });

    test('that ran out and that nobody took over still count', async () => {
      const subject = subjectRef();
      await touched(subject);
      const late = await take(subject, 'late', 1);
      await pause(10);
      await fixture.store.subjects.settle(late, settled());
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({ judged: 1 });
    });

    test('that were taken over lose the entries, evidence and jobs with the verdict', async () => {
      const subject = subjectRef();
      const ledger = await fixture.store.ledgers.open({
        installation: 7,
        repository: subject.repository,
        origin: `o/${fresh()}`,
        branch: 'b',
      });
      await touched(subject);
      const dead = await take(subject, 'dead', 1);
      await pause(10);
      await take(subject, 'living');
      const evidence = [{ digest: 'd', salt: 's', document: '{}', subject: 'x', part: 'p', hash: 'h' }];
      const outcome = settled({ ledger: ledger.id, entries: [newEntry()], evidence, reportAfter: 0 });
      await expect(fixture.store.subjects.settle(dead, outcome)).rejects.toMatchObject({ code: 'store.lease-lost' });
      expect(await fixture.store.ledgers.unpublished()).not.toContainEqual(expect.objectContaining({ id: ledger.id }));
      expect(await fixture.store.ledgers.evidence(ledger.id, 'd')).toBeNull();
      expect(await jobs(subject, 'report')).toEqual([]);
      expect(await waitingJobs(fixture.database, 'flush', String(ledger.id))).toEqual([]);
    });

    test('that are held send the one who asked away until they run out', async () => {
      const subject = subjectRef();
      await touched(subject);
      await take(subject, 'holder', 5_000);
      await useUpJobs(subject);
      expect(await fixture.store.subjects.take(subject.key, 'other', LEASE)).toBeNull();
      const [job, ...more] = await jobs(subject);
      expect(more).toEqual([]);
      expect(job?.due).toBeGreaterThan(3_000);
      expect(job?.due).toBeLessThanOrEqual(5_100);
    });

    test('given back are free at once, and a job comes after the delay', async () => {
      const subject = subjectRef();
      await touched(subject, 'kept');
      const lease = await take(subject);
      await useUpJobs(subject);
      await fixture.store.subjects.release(lease, 30_000);
      const [job, ...more] = await jobs(subject);
      expect(more).toEqual([]);
      expect(job?.due).toBeGreaterThan(25_000);
      expect(await take(subject)).toMatchObject({ generation: 1, guids: ['kept'] });
    });

    test('given back without a delay leave it to the job that failed, unless something came meanwhile', async () => {
      const subject = subjectRef();
      await touched(subject);
      const lease = await take(subject);
      await useUpJobs(subject);
      await fixture.store.subjects.release(lease, 0);
      expect(await jobs(subject)).toEqual([]);
      const again = await take(subject);
      await touched(subject);
      await useUpJobs(subject);
      await fixture.store.subjects.release(again, 0);
      expect(await jobs(subject)).toHaveLength(1);
    });

    test('are followed by exactly one more, however many webhooks came meanwhile', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }),
          fc.boolean(),
          async (touches, areUsedUp) => {
            const subject = subjectRef();
            await touched(subject, 'before');
            const lease = await take(subject);
            await useUpJobs(subject);
            const during = touches.flatMap((count, at) =>
              Array.from({ length: count }, (_, each) => `during-${at}-${each}`),
            );
            await Promise.all(during.map(async (guid) => await touched(subject, guid)));
            // Another process may have fetched their job, found the lease taken, and dropped it.
            if (areUsedUp) await useUpJobs(subject);
            await fixture.store.subjects.settle(lease, settled());
            expect(await jobs(subject)).toHaveLength(during.length > 0 ? 1 : 0);
            const next = await fixture.store.subjects.take(subject.key, 'judge', LEASE);
            expect(next?.guids.toSorted() ?? []).toEqual(during.toSorted());
            if (next !== null) await fixture.store.subjects.settle(next, settled());
            expect(await fixture.store.subjects.read(subject.key)).toMatchObject({
              generation: 1 + during.length,
              judged: 1 + during.length,
            });
            await useUpJobs(subject);
            expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toBeNull();
          },
        ),
        { numRuns: 20 },
      );
    });

    test('settled send a flush for entries, and a report when it is asked for', async () => {
      const subject = subjectRef();
      const ledger = await fixture.store.ledgers.open({
        installation: 7,
        repository: subject.repository,
        origin: `o/${fresh()}`,
        branch: 'b',
      });
      await touched(subject);
      await fixture.store.subjects.settle(
        await take(subject),
        settled({ ledger: ledger.id, entries: [newEntry()], reportAfter: 2_000 }),
      );
      expect(await waitingJobs(fixture.database, 'flush', String(ledger.id))).toHaveLength(1);
      const [report] = await jobs(subject, 'report');
      expect(report?.due).toBeGreaterThan(1_000);
      await touched(subject);
      await fixture.store.subjects.settle(await take(subject), settled({ ledger: ledger.id, reportAfter: 0 }));
      expect((await jobs(subject, 'report')).map(({ due }) => due)).toContain(0);
    });

    test('cannot be settled with entries and no ledger to put them in', async () => {
      const subject = subjectRef();
      await touched(subject);
      const lease = await take(subject);
      await expect(fixture.store.subjects.settle(lease, settled({ entries: [newEntry()] }))).rejects.toMatchObject({
        code: 'internal.bug',
      });
      expect((await fixture.store.subjects.read(subject.key))?.judged).toBe(0);
    });
  });
}
