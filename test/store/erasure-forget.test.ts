import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { startBoss } from '../../src/store/boss.ts';
import type { Database } from '../../src/store/database.ts';
import { forgetRows } from '../../src/store/erasure-forget.ts';
import { createJobs } from '../../src/store/jobs.ts';
import { migrate } from '../../src/store/migrate.ts';
import { onPglite } from './fixture.ts';

/** What each table loses is tried with the erasure as a whole; here: all of it, or nothing. */

let database: Database;
let stop: () => Promise<void>;
let jobs: ReturnType<typeof createJobs>;
beforeAll(async () => {
  database = await onPglite();
  await migrate(database, silentLog);
  const boss = await startBoss(database, silentLog);
  jobs = createJobs(boss, systemClock);
  stop = async () => {
    await boss.stop();
    await database.close();
  };
}, 60_000);
afterAll(async () => await stop());

const row = (...key: readonly string[]) => ({ key, value: null, isOpen: false });

test('nothing to forget is no statement, and a row that is gone is none either', async () => {
  await forgetRows(database, jobs, { table: 'memory', rows: [] });
  for (const [table, key] of [
    ['subject', ['pull_request:1:1']],
    ['push', ['1']],
    ['delivery', ['1']],
    ['memory', ['scope', 'key']],
    ['job', ['evaluate', '00000000-0000-0000-0000-000000000000']],
  ] as const)
    await forgetRows(database, jobs, { table, rows: [row(...key)] });
  expect(await database.query('select 1 from countersign_jobs.job')).toEqual([]);
});

test('one row that cannot be changed keeps all others as they are', async () => {
  await database.query(`insert into countersign.memory (scope, key, value, at) values ('a', 'b', '1', 1)`);
  await expect(
    forgetRows(database, jobs, { table: 'push', rows: [row('1'), row('not a number')] }),
  ).rejects.toMatchObject({ code: 'internal.bug' });
  await forgetRows(database, jobs, { table: 'memory', rows: [row('a', 'c'), row('c', 'b')] });
  expect(await database.query('select key from countersign.memory')).toEqual([{ key: 'b' }]);
});
