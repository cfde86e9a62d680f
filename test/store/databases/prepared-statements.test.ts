import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLog } from '../../../src/base/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { openPostgres } from '../../../src/store/databases/postgres.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';

let server: PostgresServer;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openPostgres(await server.createDatabase(), silentLog);
  await database.script('create table thing (id integer); insert into thing values (1)');
}, 120_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

const ALL = 'select * from thing where id = $1';
const prepared = async () =>
  await database.query<{ name: string }>('select name from pg_prepared_statements where statement = $1', [ALL]);

test('a statement that comes often is prepared once', async () => {
  for (let time = 0; time < 2; time++) await database.query(ALL, [1]);
  expect(await prepared()).toEqual([]);
  for (let time = 0; time < 3; time++) expect(await database.query(ALL, [1])).toEqual([{ id: 1 }]);
  expect(await prepared()).toHaveLength(1);
});

test('a table that another version of the app changed meanwhile fails nothing', async () => {
  for (let time = 0; time < 4; time++) await database.query(ALL, [1]);
  await database.script('alter table thing add column color text');
  expect(await database.query(ALL, [1])).toEqual([{ id: 1, color: null }]);
  await database.script('alter table thing add column size text');
  const found = await database.transaction(async (sql) => await sql.query(ALL, [1]));
  expect(found).toEqual([{ id: 1, color: null, size: null }]);
});
