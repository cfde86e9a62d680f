import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPglite } from '../../src/store/databases/pglite-open.ts';
import { migrate, migrations } from '../../src/store/migrate.ts';
import { createTransfer } from '../../src/store/transfer-export.ts';
import { exportText } from './exported.ts';

let database: Database;
beforeAll(async () => {
  database = await openPglite({ memory: true }, { log: silentLog, clock: systemClock });
}, 60_000);
afterAll(async () => await database.close());

test('of what nobody used there is none', async () => {
  await expect(exportText(createTransfer(database))).rejects.toMatchObject({ code: 'cli.unreadable' });
});

test('however many rows there are, they come in pieces; numbers keep all their digits', async () => {
  await migrate(database, silentLog);
  await database.query(
    `insert into countersign.memory (scope, key, value, at)
     select 's', i::text, repeat('x', 400), 9007199254740993 from generate_series(1, 3001) i`,
  );
  const lengths: number[] = [];
  let text = '';
  const totals = await createTransfer(database).export({
    version: '1.0.0',
    write: async (piece) => {
      lengths.push(piece.length);
      text += piece;
    },
  });
  expect(totals.rows['memory']).toBe(3001);
  expect(lengths.length).toBeGreaterThan(4);
  expect(Math.max(...lengths)).toBeLessThan(300_000);
  expect(text.match(/^\{"row":.*"at":9007199254740993\}\}$/gm)).toHaveLength(3001);
  const [first = ''] = text.split('\n');
  expect(JSON.parse(first)).toMatchObject({
    countersign: 'data',
    format: 1,
    version: '1.0.0',
    schema: migrations.length,
  });
});

test('of a newer version it is refused', async () => {
  await migrate(database, silentLog, [
    ...migrations,
    { name: 'later', sql: 'create table countersign.later (a text);' },
  ]);
  await expect(exportText(createTransfer(database))).rejects.toMatchObject({ code: 'store.version' });
});
