import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { openPglite } from '../../../src/store/databases/pglite-open.ts';

const parts = { log: silentLog, clock: systemClock };
const templates = join(tmpdir(), `countersign-${userInfo().uid}`);

test('a directory is locked while its database is open, and not after one that did not open', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-open-'));
  const lock = join(directory, 'lock');
  const database = await openPglite({ directory }, parts);
  expect(existsSync(lock)).toBe(true);
  await database.close();
  expect(existsSync(lock)).toBe(false);

  const strange = mkdtempSync(join(tmpdir(), 'countersign-open-'));
  mkdirSync(join(strange, 'database'));
  writeFileSync(join(strange, 'database', 'PG_VERSION'), '9');
  await expect(openPglite({ directory: strange }, parts)).rejects.toMatchObject({ code: 'store.version' });
  expect(existsSync(join(strange, 'lock'))).toBe(false);
  for (const each of [directory, strange]) rmSync(each, { recursive: true });
}, 60_000);

test('one in memory needs no directory', async () => {
  const database = await openPglite({ memory: true }, parts);
  expect(database.kind).toBe('pglite');
  await database.close();
}, 60_000);

test('what a database in memory begins with is made once a machine', async () => {
  const name = `test${Date.now()}`;
  let filled = 0;
  const beginning = {
    name,
    fill: async (database: Database) => {
      filled += 1;
      await database.script('create table kept (a integer); insert into kept values (1)');
    },
  };
  for (let time = 0; time < 2; time++) {
    const database = await openPglite({ memory: true }, { ...parts, beginning });
    expect(await database.query('select a from kept')).toEqual([{ a: 1 }]);
    await database.close();
  }
  expect(filled).toBe(1);
  for (const file of readdirSync(templates)) if (file.includes(name)) rmSync(join(templates, file));
}, 60_000);
