import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate, migrations, splitStatements } from '../../src/store/migrate.ts';
import { onPglite } from './fixture.ts';

let database: Database;
beforeAll(async () => {
  database = await onPglite();
}, 60_000);
afterAll(async () => await database.close());

const applied = async () =>
  await database.query<{ number: number; name: string }>(
    'select number, name from countersign.migration order by number',
  );
const names = migrations.map(({ name }, at) => ({ number: at + 1, name }));

test('migrations are applied in order, and once', async () => {
  await migrate(database, silentLog);
  expect(await applied()).toEqual(names);
  await migrate(database, silentLog);
  expect(await applied()).toEqual(names);
});

test('a new one is applied to what is there', async () => {
  const added = {
    name: 'added',
    sql: 'create table countersign.added (a integer);\ninsert into countersign.added values (1);',
  };
  await migrate(database, silentLog, [...migrations, added]);
  expect(await database.query('select a from countersign.added')).toEqual([{ a: 1 }]);
});

test('a database of a newer version is refused', async () => {
  await expect(migrate(database, silentLog)).rejects.toMatchObject({
    code: 'store.version',
    message: expect.stringContaining('added'),
  });
});

test('one that fails leaves nothing of itself', async () => {
  const known = [...migrations, { name: 'added', sql: '' }];
  const broken = {
    name: 'broken',
    sql: 'create table countersign.half (a integer);\ncreate table countersign.half (a integer);',
  };
  await expect(migrate(database, silentLog, [...known, broken])).rejects.toMatchObject({ code: 'internal.bug' });
  expect(await applied()).toHaveLength(known.length);
  await migrate(database, silentLog, [...known, { name: 'mended', sql: 'create table countersign.half (a integer);' }]);
  expect(await database.query('select a from countersign.half')).toEqual([]);
});

test('a text is split where a statement ends its line', () => {
  const text =
    "create function f() returns text as $$ select ';' $$;\ninsert into t values (';a');  \n-- a comment\nselect 1";
  expect(splitStatements(text)).toEqual([
    "create function f() returns text as $$ select ';' $$",
    "insert into t values (';a')",
    '-- a comment\nselect 1',
  ]);
});
