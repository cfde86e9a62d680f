import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PgBoss } from 'pg-boss';
import { Fault } from '../../src/base/fault.ts';
import { type Log, silentLog } from '../../src/base/log.ts';
import { type Boss, startBoss } from '../../src/store/boss.ts';
import type { Database } from '../../src/store/database.ts';
import { startWorker } from '../../src/store/worker.ts';
import { onPglite, pause, until } from './fixture.ts';

let database: Database;
let boss: Boss;
const said: [string, string][] = [];
const log: Log = {
  ...silentLog,
  warn: (fields, message) => void said.push([String(fields['code'] ?? fields['error']), message]),
  error: (fields, message) => void said.push([String(fields['code']), `error: ${message}`]),
};
beforeAll(async () => {
  database = await onPglite();
  boss = await startBoss(database, silentLog);
}, 60_000);
beforeEach(async () => {
  said.length = 0;
  await database.query('delete from countersign_jobs.job');
});
afterAll(async () => {
  await boss.stop();
  await database.close();
});

const send = async (key: string): Promise<void> =>
  void (await boss.boss.insert('sweep', [{ data: { key, data: {} }, group: { id: key }, singletonKey: randomUUID() }]));
const states = async () =>
  (await database.query<{ state: string }>('select state::text from countersign_jobs.job')).map(({ state }) => state);

/** pg-boss with something else in place of some of its methods. */
const instead = (methods: object): PgBoss =>
  new Proxy(boss.boss, {
    get: (target, name) => {
      const method: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });

const defer = async (): Promise<void> => await Promise.reject(new Error('nothing is to be put off'));
const giveUp = async (job: { readonly id: string; readonly retryCount: number }, failed: object): Promise<void> =>
  void (await boss.boss.fail('sweep', job, failed));

describe('a worker', () => {
  test('runs two jobs of one key that came in one fetch after each other', async () => {
    await send('same');
    await send('same');
    let running = 0;
    const seen: number[] = [];
    const worker = startWorker({
      boss: boss.boss,
      queue: 'sweep',
      defer,
      giveUp,
      concurrency: 4,
      log,
      handle: async () => {
        seen.push(++running);
        await pause(20);
        running--;
      },
    });
    await until(() => seen.length === 2);
    expect(seen).toEqual([1, 1]);
    expect(await worker.stop(1_000)).toEqual([]);
    expect(await states()).toEqual([]);
  });

  test('says why a job failed, and that it was the last time', async () => {
    await send('fails');
    const handle = async (): Promise<void> => {
      throw new Fault('github.unavailable', 'GitHub is down');
    };
    const options = { boss: boss.boss, queue: 'sweep', defer, giveUp, concurrency: 1, log, handle } as const;
    const worker = startWorker(options);
    await until(() => said.length === 1);
    await database.query('update countersign_jobs.job set retry_limit = 1, start_after = now()');
    worker.wake();
    await until(() => said.length === 2);
    expect(said).toEqual([
      ['github.unavailable', 'A job failed and is tried again: GitHub is down'],
      ['github.unavailable', 'error: A job failed for the last time: GitHub is down'],
    ]);
    await worker.stop(1_000);
    expect(await states()).toEqual(['failed']);
  });

  test('goes on when the queue could not be asked', async () => {
    let isBroken = true;
    const fetch = async (...given: Parameters<PgBoss['fetch']>) =>
      isBroken ? await Promise.reject(new Error('gone')) : await boss.boss.fetch(...given);
    const flaky = instead({ fetch });
    await send('late');
    let handled = 0;
    const worker = startWorker({
      boss: flaky,
      queue: 'sweep',
      defer,
      giveUp,
      concurrency: 1,
      log,
      handle: async () => void handled++,
    });
    await until(() => said.length === 1);
    isBroken = false;
    worker.wake();
    await until(() => handled === 1);
    await worker.stop(1_000);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('misses no wake that comes %i steps after its last look', async (steps) => {
    let looks = 0;
    const worker = startWorker({
      boss: instead({
        fetch: async () => {
          if (++looks === 1) {
            let later = Promise.resolve();
            for (let step = 0; step < steps; step++) later = later.then(() => undefined);
            void later.then(() => worker.wake());
          }
          return [];
        },
      }),
      queue: 'sweep',
      defer,
      giveUp,
      concurrency: 1,
      log,
      handle: async () => undefined,
    });
    await pause(20);
    expect(looks).toBe(2);
    await worker.stop(100);
  });

  test('that cannot store the end of a job says so, and the job comes again after its heartbeat ran out', async () => {
    await send('again');
    const forgetful = instead({ deleteJob: async () => await Promise.reject(new Error('gone')) });
    let handled = 0;
    const options = { queue: 'sweep', defer, giveUp, concurrency: 1, log, handle: async () => void handled++ } as const;
    const first = startWorker({ ...options, boss: forgetful });
    await until(() => said.length === 1);
    expect(await first.stop(1_000)).toEqual([]);
    expect(await states()).toEqual(['active']);
    await database.query(
      `update countersign_jobs.job set heartbeat_on = now() - interval '2 minutes', started_on = now() - interval '2 minutes'`,
    );
    await database.query(`update countersign_jobs.queue set monitor_on = null`);
    await boss.boss.supervise('sweep');
    expect(await states()).toEqual(['retry']);
  });

  test('returns what still runs when the time is over, and takes no more', async () => {
    await send('slow');
    let isOver = false;
    const handle = async (): Promise<void> => await until(() => isOver);
    const worker = startWorker({ boss: boss.boss, queue: 'sweep', defer, giveUp, concurrency: 2, log, handle });
    await until(async () => (await states()).includes('active'));
    expect((await worker.stop(20)).map(({ data }) => data.key)).toEqual(['slow']);
    await send('more');
    worker.wake();
    await pause(50);
    expect((await states()).toSorted()).toEqual(['active', 'created']);
    isOver = true;
    await until(async () => !(await states()).includes('active'));
  });
});
