import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/fault.ts';
import { silentLog } from '../../../src/base/log.ts';
import { type Boss, startBoss } from '../../../src/store/boss.ts';
import type { Database } from '../../../src/store/database.ts';
import { createJobs, type Jobs } from '../../../src/store/jobs.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { createQueue, handBackOrphans } from '../../../src/store/queue.ts';
import type { Job, Queue } from '../../../src/store/store.ts';
import { fresh, type OpenDatabase, pause, until, waitingJobs } from '../fixture.ts';

interface Parts {
  readonly boss: Boss;
  readonly jobs: Jobs;
  readonly queue: Queue;
}

/** Each test has an empty queue of its own. */
export function describeQueue(open: OpenDatabase): void {
  describe('the queue', () => {
    const started: Parts[] = [];
    let database: Database;
    const start = async (): Promise<Parts> => {
      const boss = await startBoss(database, silentLog);
      const jobs = createJobs(boss, systemClock);
      const parts = { boss, jobs, queue: createQueue({ database, boss, jobs, log: silentLog }) };
      started.push(parts);
      return parts;
    };
    beforeAll(async () => {
      database = await open();
      await migrate(database, silentLog);
    }, 60_000);
    afterEach(async () => {
      for (const { queue, boss } of started) {
        await queue.stop(0);
        await boss.stop();
      }
      started.length = 0;
      await database.query('delete from countersign_jobs.job');
    });
    afterAll(async () => await database.close());
    const states = async (key: string): Promise<readonly string[]> =>
      (
        await database.query<{ state: string }>(
          `select state::text as state from countersign_jobs.job where data->>'key' = $1`,
          [key],
        )
      ).map(({ state }) => state);

    test('a job that has to wait for GitHub comes again then, and its attempts are not counted', async () => {
      const { queue } = await start();
      const key = `k${fresh()}`;
      const tries: number[] = [];
      await queue.work('report', { concurrency: 1 }, async () => {
        tries.push(performance.now());
        const details = { retryAfter: tries.length === 1 ? 200 : 2_400_000 };
        if (tries.length < 3) throw new Fault('github.rate-limited', 'wait', { details });
      });
      await queue.send('report', key, { a: 1 }, { priority: 2 });
      await until(async () => tries.length === 2 && (await waitingJobs(database, 'report', key)).length === 1);
      expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThan(150);
      const [job] = await database.query<{ retries: number; priority: number; data: object; due: number }>(
        `select retry_count as retries, priority, data, extract(epoch from start_after - now())::float8 as due
         from countersign_jobs.job where data->>'key' = $1`,
        [key],
      );
      expect(job).toMatchObject({ retries: 0, priority: 7, data: { key, data: { a: 1 } } });
      expect(Math.abs((job?.due ?? 0) - 2_400)).toBeLessThan(30);
    });

    test('says how long ago it looked for jobs, as long as somebody looks', async () => {
      const { queue } = await start();
      expect(queue.silence()).toBeNull();
      const around: string[] = [];
      await queue.work(
        'sweep',
        {
          concurrency: 1,
          around: async ({ key }, act) => {
            around.push(`before ${key}`);
            await act();
            around.push(`after ${key}`);
          },
        },
        async ({ key }) => {
          around.push(key);
          throw new Error('it fails inside as well');
        },
      );
      await queue.send('sweep', 'key', {});
      await until(() => around.length === 3);
      expect(around).toEqual(['before key', 'key', 'after key']);
      expect(queue.silence()).toBeLessThan(5_000);
      await queue.stop(0);
      expect(queue.silence()).toBeNull();
    });

    test('hands a job to the handler within moments, and forgets it when it is done', async () => {
      const { queue } = await start();
      const handled: Job[] = [];
      await queue.work('sweep', { concurrency: 2 }, async (job) => void handled.push(job));
      await pause(50);
      const times: number[] = [];
      for (let at = 0; at < 30; at++) {
        const before = performance.now();
        await queue.send('sweep', `key-${at}`, { at });
        await until(() => handled.length > at);
        times.push(performance.now() - before);
      }
      expect(handled.map(({ key, data }) => ({ key, data }))).toEqual(
        times.map((_, at) => ({ key: `key-${at}`, data: { at } })),
      );
      // 3 to 5 ms on an idle machine. Not one of them is left to polling, which looks every two seconds.
      expect(Math.max(...times)).toBeLessThan(1_000);
      await until(
        async () => (await waitingJobs(database, 'sweep')).length === 0 && (await states('key-1')).length === 0,
      );
    });

    test('keeps one waiting job of the same key and data', async () => {
      const { queue } = await start();
      for (const data of [{}, {}, { other: true }]) await queue.send('flush', '12', data);
      expect(await waitingJobs(database, 'flush', '12')).toHaveLength(2);
      await queue.send('flush', '12', {}, { delay: 60_000 });
      await queue.send('flush', '12', {}, { delay: 60_000 });
      expect(await waitingJobs(database, 'flush', '12')).toHaveLength(3);
    });

    test('never runs two of one key at once, and runs several keys at once', async () => {
      const { queue } = await start();
      let running = 0;
      let most = 0;
      const busy = new Set<string>();
      const done: string[] = [];
      await queue.work('report', { concurrency: 4 }, async ({ key }) => {
        expect(busy.has(key)).toBe(false);
        busy.add(key);
        most = Math.max(most, ++running);
        await pause(30);
        busy.delete(key);
        running--;
        done.push(key);
      });
      for (let round = 0; round < 3; round++) {
        for (const key of ['a', 'b', 'c']) await queue.send('report', key, { round });
      }
      await until(() => done.length === 9);
      expect(most).toBe(3);
    });

    test('does not let a slow job hold back others', async () => {
      const { queue } = await start();
      const done: string[] = [];
      await queue.work('evaluate', { concurrency: 2 }, async ({ key }) => {
        if (key === 'slow') await pause(1_500);
        done.push(key);
      });
      await queue.send('evaluate', 'slow', {});
      for (let at = 0; at < 20; at++) await queue.send('evaluate', `fast-${at}`, {});
      await until(() => done.length === 21);
      expect(done.at(-1)).toBe('slow');
    });

    test('keeps to the number of jobs at once', async () => {
      const { queue } = await start();
      let [running, most, done] = [0, 0, 0];
      for (let at = 0; at < 12; at++) await queue.send('sweep', `k-${at}`, {});
      await queue.work('sweep', { concurrency: 3 }, async () => {
        most = Math.max(most, ++running);
        await pause(10);
        running--;
        done++;
      });
      await until(() => done === 12);
      expect(most).toBe(3);
    });

    test('takes what is urgent first', async () => {
      const { queue } = await start();
      for (const [key, priority] of [
        ['last', 9],
        ['middle', 5],
        ['first', 0],
      ] as const)
        await queue.send('evaluate', key, {}, { priority });
      const order: string[] = [];
      await queue.work('evaluate', { concurrency: 1 }, async ({ key }) => void order.push(key));
      await until(() => order.length === 3);
      expect(order).toEqual(['first', 'middle', 'last']);
    });

    test('waits as long as it was told', async () => {
      const { queue } = await start();
      let at = 0;
      await queue.work('flush', { concurrency: 1 }, async () => {
        at = performance.now();
      });
      const sent = performance.now();
      await queue.send('flush', '1', {}, { delay: 400 });
      await until(() => at > 0);
      expect(at - sent).toBeGreaterThanOrEqual(395);
      expect(at - sent).toBeLessThan(1_500);
    });

    test('tries again what failed, later each time, and with the same data', async () => {
      const { queue } = await start();
      const attempts: { readonly at: number; readonly job: Job }[] = [];
      await queue.work('report', { concurrency: 1 }, async (job) => {
        attempts.push({ at: performance.now(), job });
        if (attempts.length < 3) throw new Error('not yet');
      });
      await queue.send('report', 'r', { some: 'data' });
      await until(() => attempts.length === 3, 15_000);
      expect(attempts.map(({ job }) => job.data)).toEqual([{ some: 'data' }, { some: 'data' }, { some: 'data' }]);
      const [first = 0, second = 0] = attempts.map(({ at }) => at);
      expect(second - first).toBeGreaterThan(900);
    }, 30_000);

    test('keeps a job that failed for the last time', async () => {
      const { queue } = await start();
      await queue.send('report', 'dead', {});
      await database.query(`update countersign_jobs.job set retry_limit = 0 where data->>'key' = 'dead'`);
      await queue.work('report', { concurrency: 1 }, async () => {
        throw new Error('for good');
      });
      await until(async () => (await states('dead')).includes('failed'));
      const [job] = await database.query<{ output: unknown }>(
        `select output from countersign_jobs.job where data->>'key' = 'dead'`,
      );
      expect(job?.output).toMatchObject({ code: 'internal.bug', message: 'for good' });
    });

    test('lets a job come into being with the transaction that sends it, or not at all', async () => {
      const { queue, jobs } = await start();
      const handled: string[] = [];
      await queue.work('sweep', { concurrency: 1 }, async ({ key }) => void handled.push(key));
      await expect(
        database.transaction(async (sql) => {
          await jobs.send(sql, 'sweep', [{ key: 'never' }]);
          throw new Error('undone');
        }),
      ).rejects.toThrow('undone');
      await database.transaction(async (sql) => {
        await jobs.send(sql, 'sweep', [{ key: 'once' }]);
        await pause(50);
        expect(handled).toEqual([]);
      });
      await until(() => handled.length > 0);
      expect(handled).toEqual(['once']);
    });

    test('holds back a job that waits already until the one who asked for it has committed', async () => {
      const { queue, jobs } = await start();
      const key = `held-${fresh()}`;
      await database.query('create table if not exists countersign.probe (key text)');
      await queue.send('sweep', key, {});
      const seen: number[] = [];
      await database.transaction(async (sql) => {
        await sql.query('insert into countersign.probe values ($1)', [key]);
        await jobs.send(sql, 'sweep', [{ key }]);
        await queue.work('sweep', { concurrency: 1 }, async () => {
          seen.push((await database.query('select 1 from countersign.probe where key = $1', [key])).length);
        });
        await pause(100);
        expect(seen).toEqual([]);
      });
      await until(() => seen.length > 0);
      expect(seen).toEqual([1]);
    });

    test('stops after the jobs that run, and hands back those that take too long', async () => {
      const { queue } = await start();
      const begun: string[] = [];
      let isOver = false;
      await queue.work('sweep', { concurrency: 2 }, async ({ key }) => {
        begun.push(key);
        if (key === 'short') await pause(100);
        else await until(() => isOver);
      });
      await queue.send('sweep', 'short', {});
      await queue.send('sweep', 'long', { kept: true });
      await until(() => begun.length === 2);
      const before = performance.now();
      await queue.stop(400);
      expect(performance.now() - before).toBeLessThan(2_000);
      expect(await states('short')).toEqual([]);
      expect(await states('long')).toEqual(['created']);
      isOver = true;
      await pause(50);
      expect(await states('long')).toEqual(['created']);
      await queue.send('sweep', 'later', {});
      await pause(50);
      expect(begun).toHaveLength(2);
    });

    test('gives the jobs of a dead process to the next one', async () => {
      const dead = await start();
      await dead.queue.send('report', 'orphan', { kept: true });
      await dead.boss.boss.fetch('report');
      expect(await states('orphan')).toEqual(['active']);
      await handBackOrphans({ database, ...dead });
      const next = await start();
      const handled: Job[] = [];
      await next.queue.work('report', { concurrency: 1 }, async (job) => void handled.push(job));
      await until(() => handled.length === 1);
      expect(handled[0]).toMatchObject({ key: 'orphan', data: { kept: true } });
    });

    test('has one handler for each of its names', async () => {
      const { queue } = await start();
      const handle = async (): Promise<void> => undefined;
      await queue.work('flush', { concurrency: 1 }, handle);
      await expect(queue.work('flush', { concurrency: 1 }, handle)).rejects.toMatchObject({ code: 'internal.bug' });
    });
  });
}
