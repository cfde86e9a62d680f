import { describe, expect, test } from '@jest/globals';

import { type Fixture, fresh, subjectRef } from '../fixture.ts';
import { LEASE, settled, subjectScene } from './subject-scene.ts';

export function describeLeases(fixture: Fixture): void {
  const { touched, take, jobs, useUpJobs } = subjectScene(fixture);
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

    test('of one lease are told the newest twenty webhooks', async () => {
      const subject = subjectRef();
      const guids = Array.from({ length: 25 }, (_, at) => `webhook-${fresh()}-${at}`);
      await fixture.store.subjects.touch([{ subject, guids: guids.slice(0, 10), priority: 0 }]);
      await fixture.store.subjects.touch([{ subject, guids: guids.slice(10), priority: 0 }]);
      const lease = await fixture.store.subjects.take(subject.key, 'judge', LEASE);
      expect(lease?.guids).toEqual(guids.slice(5));
    });
  });
}
