import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/store/database.ts';
import { type OpenDatabase, pause, until } from '../fixture.ts';

/** What both databases do alike. */
export function describeDatabase(open: OpenDatabase): void {
  describe('a database', () => {
    let database: Database;
    beforeAll(async () => {
      database = await open();
      await database.script(
        'create table t (id bigint primary key, text text, many bigint[], texts text[], flag boolean)',
      );
    }, 60_000);
    afterAll(async () => await database.close());

    test('gives back what was put in', async () => {
      const large = Number.MAX_SAFE_INTEGER;
      const texts = ['a', 'with "quotes", {braces}, \\ and \n', null, '', 'NULL', '😀'];
      await database.query('insert into t values ($1, $2, $3, $4, $5)', [
        large,
        'é\u{10FFFF}',
        [1, large],
        texts,
        true,
      ]);
      const [row] = await database.query('select * from t where id = $1', [large]);
      expect(row).toMatchObject({ id: large, text: 'é\u{10FFFF}', texts, flag: true });
      expect(
        await database.query('select sum(id)::bigint as sum, count(*) as count from t where many @> $1', [[large]]),
      ).toEqual([{ sum: large, count: 1 }]);
    });

    test('runs a text of several statements, and is usable after one that failed half-way', async () => {
      expect(
        await database.script('begin; insert into t (id) values (1) returning id; commit; select 2 as two'),
      ).toEqual([{ id: 1 }, { two: 2 }]);
      await expect(database.script('begin; insert into t (id) values (2); select 1/0; commit')).rejects.toMatchObject({
        code: 'internal.bug',
      });
      expect(await database.query('select id from t where id < 10')).toEqual([{ id: 1 }]);
    });

    test('undoes a transaction that throws, whatever it throws', async () => {
      const thrown = new Error('mine');
      const failing = database.transaction(async (sql) => {
        await sql.query('insert into t (id) values (11)');
        throw thrown;
      });
      await expect(failing).rejects.toBe(thrown);
      await expect(
        database.transaction(async (sql) => await sql.query('insert into t (id) values (1)')),
      ).rejects.toMatchObject({ code: 'internal.bug' });
      expect(await database.query('select id from t where id = 11')).toEqual([]);
    });

    test('says that a transaction did not happen when a failure inside of it was ignored', async () => {
      const ignoring = database.transaction(async (sql) => {
        await sql.query('insert into t (id) values (12)');
        await sql.query('select 1/0').catch(() => undefined);
      });
      await expect(ignoring).rejects.toBeDefined();
      expect(await database.query('select id from t where id = 12')).toEqual([]);
    });

    test('keeps transactions apart', async () => {
      await database.query('insert into t (id, flag) values (20, false)');
      const take = async (): Promise<number> =>
        await database.transaction(async (sql) => {
          const rows = await sql.query('update t set flag = true where id = 20 and not flag returning id');
          await pause(5);
          return rows.length;
        });
      const taken = await Promise.all([take(), take(), take()]);
      expect(taken.reduce((sum, each) => sum + each, 0)).toBe(1);
    });

    test('brings notifications when their transaction commits, until nobody listens', async () => {
      const heard: string[] = [];
      let connected = 0;
      const stop = await database.listen('a_channel', {
        message: (payload) => void heard.push(payload),
        connected: () => void connected++,
      });
      expect(connected).toBe(1);
      await database.transaction(async (sql) => {
        await sql.query('select pg_notify($1, $2)', ['a_channel', 'first']);
        await pause(20);
        expect(heard).toEqual([]);
      });
      await until(() => heard.length === 1);
      expect(heard).toEqual(['first']);
      await stop();
      await database.query('select pg_notify($1, $2)', ['a_channel', 'second']);
      await pause(20);
      expect(heard).toEqual(['first']);
    });
  });
}
