import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { beginDatabase } from '../../whole/begun-database.ts';
import { runCli } from '../test-io.ts';

let directory: string;
const at = (...names: readonly string[]): string => join(directory, ...names);
const run = (data: string, ...args: readonly string[]) =>
  runCli(['data', ...args], { environment: { COUNTERSIGN_DATA: at(data) } });
const open = async (data: string) => await openStore({ directory: at(data), log: silentLog, clock: systemClock });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cs-import-'));
  await beginDatabase(at('old'));
  const store = await open('old');
  await store.memory.set('scope', 'key', { kept: true }, 5);
  await store.close();
  expect(await run('old', 'export', at('file.gz'))).toMatchObject({ code: 0, err: '' });
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

test('a file is checked without a database', async () => {
  const checked = await run('none', 'import', at('file.gz'), '--check');
  expect(checked).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Whole: 1 row and 0 jobs, as of 20/) });
  const json = await run('none', 'import', at('file.gz'), '--check', '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ version: 1, imported: false, rows: { memory: 1 } });
});

test('what was cut off is refused before a database is opened', async () => {
  const bytes = readFileSync(at('file.gz'));
  writeFileSync(at('cut.gz'), bytes.subarray(0, bytes.length - 20));
  expect(await run('none', 'import', at('cut.gz'))).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('This is no whole export: it was cut off'),
  });
  expect(() => readFileSync(at('none', 'database', 'PG_VERSION'))).toThrow();
});

test('a directory that somebody holds, and a database that is used, are left alone', async () => {
  expect(await run('old', 'import', at('file.gz'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('The database is not empty: memory has rows'),
  });
  const store = await open('old');
  expect(await run('old', 'import', at('file.gz'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('is used by process'),
  });
  await store.close();
}, 60_000);

test('all of it is in the new database', async () => {
  const { code, out, err } = await run('new', 'import', at('file.gz'));
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(
    /^Imported 1 row and 0 jobs, as of 20.*\nStart the app with these settings, and with the ledger key/,
  );
  const store = await open('new');
  expect(await store.memory.get('scope', 'key')).toEqual({ value: { kept: true }, at: 5 });
  await store.close();
}, 60_000);
