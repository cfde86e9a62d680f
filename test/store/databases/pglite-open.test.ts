import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { openPglite } from '../../../src/store/databases/pglite-open.ts';

const parts = { log: silentLog, clock: systemClock };

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
