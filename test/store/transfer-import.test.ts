import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPglite } from '../../src/store/databases/pglite-open.ts';
import { countApplied, migrate, migrations } from '../../src/store/migrate.ts';
import { buildStore } from '../../src/store/open-store.ts';
import { createTransfer } from '../../src/store/transfer-export.ts';
import { importAll } from '../../src/store/transfer-import.ts';
import { describeTransfer } from './contract/transfer.ts';
import { exportText, header, linesOf, sealed } from './exported.ts';
import { onPglite } from './fixture.ts';

describeTransfer(onPglite, onPglite);

const openEmpty = async (): Promise<Database> =>
  await openPglite({ memory: true }, { log: silentLog, clock: systemClock });
const parts = { log: silentLog, clock: systemClock };

test('an older version is taken in as it was, and an app brings it to its own form', async () => {
  const older = await openEmpty();
  await migrate(older, silentLog, migrations.slice(0, 5));
  await older.query("insert into countersign.memory (scope, key, value, at) values ('s', 'k', '1', 5)");
  const { text, totals } = await exportText(createTransfer(older));
  expect(totals).toMatchObject({ schema: 5, jobs: 0, rows: { memory: 1 } });
  expect(totals.rows).not.toHaveProperty('witness');
  await older.close();
  const database = await openEmpty();
  await importAll(database, { lines: () => linesOf(text), ...parts });
  expect(await countApplied(database)).toBe(5);
  const store = await buildStore(database, parts);
  expect(await countApplied(database)).toBe(migrations.length);
  expect(await store.memory.get('s', 'k')).toEqual({ value: 1, at: 5 });
  await store.close();
}, 60_000);

describe('a database that is of a newer version than the file', () => {
  let database: Database;
  beforeAll(async () => {
    database = await onPglite();
  }, 60_000);
  afterAll(async () => await database.close());
  const take = async (text: string) => await importAll(database, { lines: () => linesOf(text), ...parts });
  const none = { rows: {}, jobs: 0 };

  test('is refused, although it is empty', async () => {
    await expect(take(sealed([header({ schema: 5 })], none))).rejects.toMatchObject({ code: 'store.version' });
  });

  test('and so is a file of a newer version', async () => {
    await expect(take(sealed([header({ schema: migrations.length + 1 })], none))).rejects.toMatchObject({
      code: 'store.version',
      message: expect.stringContaining('of version 1.0.0'),
    });
    await expect(take(sealed([header({ schema: 0 })], none))).rejects.toMatchObject({ code: 'store.export' });
  });

  test.each([
    ['a row without its key', '{"row":{"scope":"s","value":"1","at":5}}'],
    ['a row with another type', '{"row":{"scope":"s","key":"k","value":"1","at":"soon"}}'],
  ])('%s does not fit', async (_name, row) => {
    const text = sealed([header({ schema: migrations.length }), '{"table":"memory"}', row], {
      rows: { memory: 1 },
      jobs: 0,
    });
    await expect(take(text)).rejects.toMatchObject({
      code: 'store.export',
      message: expect.stringContaining('memory'),
    });
    expect(await database.query('select 1 from countersign.memory')).toEqual([]);
  });
});
