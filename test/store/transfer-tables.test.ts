import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { carriedTables, isCarried, leftTables, rowsAtOnce } from '../../src/store/transfer-tables.ts';
import { onPglite } from './fixture.ts';

let database: Database;
beforeAll(async () => {
  database = await onPglite();
}, 60_000);
afterAll(async () => await database.close());

test('every table is carried or left on purpose, and there is no other', async () => {
  const found = await database.query<{ name: string }>(
    "select tablename::text as name from pg_catalog.pg_tables where schemaname = 'countersign' order by 1",
  );
  expect([...carriedTables, ...Object.keys(leftTables)].toSorted()).toEqual(found.map(({ name }) => name).toSorted());
});

test('what a row refers to is there before it', async () => {
  const references = await database.query<{ table: string; to: string }>(
    `select t.relname::text as table, r.relname::text as to from pg_catalog.pg_constraint c
     join pg_catalog.pg_class t on t.oid = c.conrelid join pg_catalog.pg_class r on r.oid = c.confrelid
     where c.contype = 'f' and c.connamespace = 'countersign'::regnamespace`,
  );
  const place = (name: string): number => (carriedTables as readonly string[]).indexOf(name);
  const carried = references.filter(({ table }) => isCarried(table));
  expect(carried.length).toBeGreaterThan(5);
  for (const { table, to } of carried)
    expect([table, place(to) >= 0 && place(to) < place(table)]).toEqual([table, true]);
});

test('few of the large rows are in memory at a time', () => {
  expect(rowsAtOnce('delivery')).toBeLessThan(10);
  expect(rowsAtOnce('push_commit')).toBe(1000);
});
