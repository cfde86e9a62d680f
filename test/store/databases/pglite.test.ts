import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { wrapPglite } from '../../../src/store/databases/pglite.ts';
import { startInMemory } from '../../../src/store/databases/pglite-start.ts';
import { describeDatabase } from '../contract/database.ts';
import { onPglite } from '../fixture.ts';

describeDatabase(onPglite);

describe('the one connection', () => {
  let database: Database;
  let isClosed = false;
  beforeAll(async () => {
    const closed = (): void => {
      isClosed = true;
    };
    database = wrapPglite(await startInMemory(), { clock: systemClock, log: silentLog, closed });
  }, 60_000);
  afterAll(async () => await database.close());

  test('refuses what would wait for its own transaction, instead of hanging', async () => {
    const bug = { code: 'internal.bug' };
    await expect(database.transaction(async () => await database.query('select 1'))).rejects.toMatchObject(bug);
    await expect(database.transaction(async () => await database.script('select 1'))).rejects.toMatchObject(bug);
    await expect(database.transaction(async () => await database.transaction(async () => 1))).rejects.toMatchObject(
      bug,
    );
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('serves what was begun inside a transaction and goes on after it', async () => {
    let later: Promise<unknown> = Promise.resolve();
    await database.transaction(async (sql) => {
      await sql.query('select 1');
      later = new Promise((resolve) => setTimeout(resolve, 20)).then(
        async () => await database.query('select 2 as two'),
      );
    });
    expect(await later).toEqual([{ two: 2 }]);
  });

  test('gives back the room of what was deleted, when it is vacuumed', async () => {
    await database.script(
      'create table room (a text); insert into room select repeat($$x$$, 1000) from generate_series(1, 2000)',
    );
    await database.query('delete from room');
    const size = async () =>
      (await database.query<{ size: number }>(`select pg_relation_size('room') as size`))[0]?.size;
    expect(await size()).toBeGreaterThan(2_000_000);
    await database.script('vacuum (analyze)');
    expect(await size()).toBe(0);
  });

  test('closed gives back its directory, and answers nothing', async () => {
    await database.close();
    expect(isClosed).toBe(true);
    await expect(database.query('select 1')).rejects.toMatchObject({ code: 'store.unavailable' });
    await expect(database.transaction(async () => 1)).rejects.toMatchObject({ code: 'store.unavailable' });
  });
});
