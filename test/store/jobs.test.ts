import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { type Boss, startBoss } from '../../src/store/boss.ts';
import type { Database } from '../../src/store/database.ts';
import { createJobs, type Jobs, type NewJob } from '../../src/store/jobs.ts';
import type { QueueName } from '../../src/store/store.ts';
import { onPglite } from './fixture.ts';

let database: Database;
let boss: Boss;
let jobs: Jobs;
const delayed: [QueueName, number][] = [];
beforeAll(async () => {
  database = await onPglite();
  boss = await startBoss(database, silentLog);
  jobs = createJobs({ boss: boss.boss, wakeAfter: (queue, delay) => void delayed.push([queue, delay]) }, systemClock);
}, 60_000);
beforeEach(async () => {
  delayed.length = 0;
  await database.query('delete from countersign_jobs.job');
});
afterAll(async () => {
  await boss.stop();
  await database.close();
});

const send = async (...sent: readonly NewJob[]): Promise<void> =>
  await database.transaction(async (sql) => await jobs.send(sql, 'sweep', sent));
const stored = async () =>
  await database.query<{ key: string; data: object; priority: number; group_id: string; due: number; state: string }>(
    `select data->>'key' as key, data->'data' as data, priority, group_id, round(extract(epoch from start_after - now()))::integer as due, state::text
     from countersign_jobs.job order by key, due`,
  );

test('a job keeps its key, its data and its group, and 0 is the most urgent', async () => {
  await send({ key: 'b', data: { x: 1 }, priority: 0 }, { key: 'a' });
  expect(await stored()).toMatchObject([
    { key: 'a', data: {}, priority: 5, group_id: 'a' },
    { key: 'b', data: { x: 1 }, priority: 9, group_id: 'b' },
  ]);
});

test('jobs of one key are one while they wait, unless their data differ', async () => {
  await send({ key: 'a' }, { key: 'a' }, { key: 'a', data: { other: 1 } });
  await send({ key: 'a' }, { key: 'a', data: { other: 1 } });
  expect((await stored()).map(({ data }) => data)).toEqual(expect.arrayContaining([{}, { other: 1 }]));
  expect(await stored()).toHaveLength(2);
});

test('a delayed job waits beside one that is to run at once, and another delay beside both', async () => {
  await send({ key: 'a', delay: 60_000 });
  await send({ key: 'a' });
  await send({ key: 'a', delay: 5_000 });
  expect((await stored()).map(({ due }) => due)).toEqual([0, 5, 60]);
  expect(delayed).toEqual([
    ['sweep', 60_000],
    ['sweep', 5_000],
  ]);
});

test('a job that failed and waits does not hold up a new one', async () => {
  await send({ key: 'a' });
  const [job] = await boss.boss.fetch('sweep');
  await boss.boss.fail('sweep', job?.id ?? '');
  await send({ key: 'a' });
  expect((await stored()).map(({ state }) => state).toSorted()).toEqual(['created', 'retry']);
});

test('a waiting job that is asked for again keeps its priority and data', async () => {
  await send({ key: 'a', data: { x: 1 }, priority: 1 });
  const before = await stored();
  await send({ key: 'a', data: { x: 1 }, priority: 9 });
  expect(await stored()).toEqual(before);
});

test('a waiting job becomes as urgent as the one that asks for it now, not as one that asks for later', async () => {
  await send({ key: 'a', priority: 9 }, { key: 'b', priority: 9, delay: 60_000 });
  await send({ key: 'a', priority: 0 }, { key: 'b', priority: 0, delay: 60_000 });
  const found = await stored();
  expect(found.filter(({ key }) => key === 'a').map(({ priority }) => priority)).toEqual([9]);
  expect(found.filter(({ key }) => key === 'b').map(({ priority }) => priority)).toContain(0);
});

test('nothing is sent for nothing, and many in one statement', async () => {
  await send();
  await database.transaction(async (sql) => {
    await jobs.sendNew(sql, 'evaluate', []);
    await jobs.sendNew(
      sql,
      'evaluate',
      Array.from({ length: 200 }, (_, at) => ({ key: `key-${at % 100}` })),
    );
  });
  expect(await stored()).toHaveLength(100);
});

test('a database that is gone is said in our words', async () => {
  const gone = { query: async () => Promise.reject(Object.assign(new Error('terminating'), { code: '57P01' })) };
  await expect(jobs.send(gone, 'sweep', [{ key: 'a' }])).rejects.toMatchObject({ code: 'store.unavailable' });
});
