import { afterEach, describe, expect, test } from '@jest/globals';
import { Fault } from '../../../src/base/fault.ts';
import type { FaultCode } from '../../../src/base/fault-codes.ts';
import { type Fixture, fresh, pause, subjectRef, until } from '../fixture.ts';

/** Jobs that were given up, and how they come back. */
export function describeFailedJobs(fixture: Fixture): void {
  describe('jobs that were given up', () => {
    afterEach(async () => {
      await fixture.store.queue.stop(0);
      await fixture.database.query('delete from countersign_jobs.job');
    });
    const failing = { state: 'failed', queue: null, limit: 10 } as const;
    const failAll = async (code: FaultCode, message: string): Promise<void> =>
      await fixture.store.queue.work('report', { concurrency: 1 }, async () => {
        throw new Fault(code, message);
      });

    test.each([
      ['github.invalid', 8],
      ['github.forbidden', 13],
    ] as const)('%s is given up after %i attempts, and listed with what it failed of', async (code, attempts) => {
      const { store, database } = fixture;
      const key = `k${fresh()}`;
      await store.queue.send('report', key, { some: 'data' }, { priority: 2, installation: 7 });
      const [before] = await store.jobs.list({ state: 'waiting', queue: 'report', limit: 10 });
      expect(before).toMatchObject({ key, attempts: 0, priority: 2, code: null, message: null });
      // One attempt before the last.
      await database.query('update countersign_jobs.job set started_on = now(), retry_count = $1', [attempts - 3]);
      await failAll(code, 'refused');
      await until(async () => (await store.jobs.list({ ...failing, state: 'waiting' }))[0]?.code === code);
      expect(await store.jobs.list(failing)).toEqual([]);
      await database.query('update countersign_jobs.job set start_after = now()');
      await until(async () => (await store.jobs.list(failing)).length === 1);
      const [job] = await store.jobs.list(failing);
      expect(job).toMatchObject({ queue: 'report', key, attempts, code, message: 'refused', next: null });
      expect(Math.abs((job?.failedAt ?? 0) - (await store.now()))).toBeLessThan(60_000);
      expect(await store.jobs.list({ ...failing, queue: 'flush' })).toEqual([]);
      await store.queue.stop(0);
      expect(await store.jobs.retry([job?.id ?? '', '00000000-0000-4000-8000-000000000000'])).toEqual([job?.id]);
      const [again, ...more] = await store.jobs.list({ ...failing, state: null });
      expect([again, more]).toMatchObject([{ key, state: 'waiting', attempts: 0, priority: 2, code: null }, []]);
      const kept = await database.query('select data, group_tier from countersign_jobs.job');
      expect(kept).toEqual([{ data: { key, data: { some: 'data' } }, group_tier: '7' }]);
    });

    test('all that failed come back at once, and nothing else does', async () => {
      const { store, database } = fixture;
      for (const key of ['a', 'b', 'c']) await store.queue.send('sweep', key, {});
      await database.query(
        `update countersign_jobs.job set state = 'failed', completed_on = now() where data->>'key' <> 'c'`,
      );
      expect(await store.jobs.retry('failed')).toHaveLength(2);
      expect(await store.jobs.retry('failed')).toEqual([]);
      expect((await store.jobs.list({ ...failing, state: 'waiting' })).map(({ key }) => key)).toEqual(
        expect.arrayContaining(['a', 'b', 'c']),
      );
    });

    test('an evaluation whose subject was judged since has failed no longer', async () => {
      const { store, database } = fixture;
      const [behind, judged] = [subjectRef(), subjectRef()];
      await store.subjects.touch([behind, judged].map((subject) => ({ subject, guids: [], priority: 0 })));
      await database.query(`update countersign_jobs.job set state = 'failed', completed_on = now()`);
      await database.query('update countersign.subject set judged = generation where key = $1', [judged.key]);
      expect((await store.jobs.list(failing)).map(({ key }) => key)).toEqual([behind.key]);
    });

    test('what was erased is listed, and not tried again', async () => {
      const { store, database } = fixture;
      await store.queue.send('sweep', 'x', {});
      await database.query(`update countersign_jobs.job set state = 'failed', completed_on = now(), data = '{}'`);
      expect(await store.jobs.list(failing)).toMatchObject([{ key: null, state: 'failed' }]);
      expect(await store.jobs.retry('failed')).toEqual([]);
    });
  });

  describe('a subject that nobody judged for long', () => {
    test('is due when its job is lost, not while one waits, and a day after it was given up', async () => {
      const { store, database } = fixture;
      const subject = subjectRef();
      await store.subjects.touch([{ subject, guids: [], priority: 0 }]);
      await database.query('update countersign.subject set touched_at = 0 where key = $1', [subject.key]);
      const isDue = async (): Promise<boolean> =>
        (await store.subjects.due(0, 1_000)).some(({ key }) => key === subject.key);
      const set = async (change: string): Promise<unknown> =>
        await database.query(`update countersign_jobs.job set ${change} where data->>'key' = $1`, [subject.key]);
      expect(await isDue()).toBe(false);
      await set(`state = 'retry'`);
      expect(await isDue()).toBe(false);
      await set(`state = 'failed', completed_on = now() - interval '23 hours'`);
      expect(await isDue()).toBe(false);
      await set(`completed_on = now() - interval '25 hours'`);
      expect(await isDue()).toBe(true);
      await database.query(`delete from countersign_jobs.job where data->>'key' = $1`, [subject.key]);
      expect(await isDue()).toBe(true);
      await database.query('delete from countersign.subject where key = $1', [subject.key]);
    });
  });

  describe('what somebody waits for', () => {
    test('makes the job that waits already as urgent', async () => {
      const { store } = fixture;
      const subject = subjectRef();
      for (const priority of [7, 1, 5]) await store.subjects.touch([{ subject, guids: [], priority }]);
      const seen: number[] = [];
      await store.queue.work('evaluate', { concurrency: 1 }, async (job) => {
        if (job.key === subject.key) seen.push(job.priority, job.attempt);
      });
      await until(() => seen.length > 0);
      await store.queue.stop(1_000);
      expect(seen).toEqual([1, 1]);
    });

    test('finds places beside an installation whose requests all hang', async () => {
      const { store, database } = fixture;
      await database.query('delete from countersign_jobs.job');
      const noisy = 71;
      let hanging = 0;
      let most = 0;
      const done: string[] = [];
      const free = Promise.withResolvers<void>();
      for (let at = 0; at < 12; at++)
        await store.queue.send('report', `noisy-${at}`, {}, { priority: 0, installation: noisy });
      await store.queue.work('report', { concurrency: 6, share: 3 }, async ({ key }) => {
        if (key.startsWith('noisy')) {
          most = Math.max(most, ++hanging);
          await free.promise;
          hanging -= 1;
        }
        done.push(key);
      });
      await until(() => hanging === 3);
      for (let at = 0; at < 4; at++) await store.queue.send('report', `calm-${at}`, {}, { installation: 80 + at });
      await store.queue.send('report', 'nobody’s', {});
      await until(() => done.length === 5);
      await pause(20);
      expect([hanging, most]).toEqual([3, 3]);
      free.resolve();
      await until(() => done.length === 17);
      expect(most).toBe(3);
      await store.queue.stop(1_000);
    });
  });
}
