import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Log, silentLog } from '../../src/base/log.ts';
import { BOSS_SCHEMA, type Boss, bossSql, QUEUES, startBoss } from '../../src/store/boss.ts';
import type { Database, Listener } from '../../src/store/database.ts';
import { onPglite, until } from './fixture.ts';

let database: Database;
let boss: Boss;
const warnings: string[] = [];
const log: Log = {
  ...silentLog,
  warn: (_, message) => void warnings.push(message),
  error: (_, message) => void warnings.push(message),
};
beforeAll(async () => {
  database = await onPglite();
  boss = await startBoss(database, log);
}, 60_000);
afterAll(async () => {
  await boss.stop();
  await database.close();
});

describe('pg-boss on our database', () => {
  test('has its queues, in a schema of our own, and nothing to complain about', async () => {
    const queues = await boss.boss.getQueues();
    expect(queues.map(({ name }) => name).toSorted()).toEqual([...QUEUES].toSorted());
    expect(
      queues.every(
        ({ policy, notify, heartbeatSeconds }) => policy === 'short' && notify === true && heartbeatSeconds === 60,
      ),
    ).toBe(true);
    const schemas = await database.query<{ name: string }>('select nspname as name from pg_namespace');
    expect(schemas.map(({ name }) => name)).toContain(BOSS_SCHEMA);
    expect(schemas.map(({ name }) => name)).not.toContain('pgboss');
    expect(warnings).toEqual([]);
  });

  test('starts again on what it left, and a process more', async () => {
    const other = await startBoss(database, silentLog);
    expect(await other.boss.getQueues()).toHaveLength(QUEUES.length);
    await other.stop();
  });

  test('knows its queues before the first transaction: on one connection it could not ask', async () => {
    const other = await startBoss(database, silentLog);
    const ids = await database.transaction(async (sql) => {
      const sent = [];
      for (const queue of QUEUES)
        sent.push(
          ...((await other.boss.insert(queue, [{ data: { key: 'k' } }], { db: bossSql(sql), returnId: true })) ?? []),
        );
      return sent;
    });
    expect(ids).toHaveLength(QUEUES.length);
    await database.query(`delete from ${BOSS_SCHEMA}.job`);
    await other.stop();
  });

  test('wakes whoever listens with the name of the queue', async () => {
    const woken: (string | null)[] = [];
    boss.onWake((queue) => woken.push(queue));
    await boss.boss.send('report', {});
    await until(() => woken.length > 0);
    expect(woken).toEqual(['report']);
    boss.wakeAfter('flush', 20);
    await until(() => woken.length > 1);
    expect(woken).toEqual(['report', 'flush']);
  });

  test('gets the driver’s own errors, because it reads their SQLSTATE', async () => {
    await expect(bossSql(database).executeSql('select 1 / $1::integer', [0])).rejects.toMatchObject({ code: '22012' });
    await expect(boss.boss.getDb().executeSql('begin; select 1 / 0; commit')).rejects.toMatchObject({ code: '22012' });
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('says when the connection broke', async () => {
    const listeners: Listener[] = [];
    const listen: Database['listen'] = async (channel, listener) => {
      listeners.push(listener);
      return await database.listen(channel, listener);
    };
    const other = await startBoss({ ...database, listen }, silentLog);
    let lost = 0;
    other.onLost(() => void lost++);
    for (const listener of listeners) listener.lost?.();
    expect([listeners.length, lost]).toEqual([1, 1]);
    await other.stop();
  });

  test('gets the rows of every statement of a text', async () => {
    expect(await boss.boss.getDb().executeSql('begin; select 1 as a; commit')).toEqual({ rows: [{ a: 1 }] });
  });
});
