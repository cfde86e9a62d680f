import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { POSTGRES_MAJOR, startInDirectory, startInMemory } from '../../../src/store/databases/pglite-start.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-pglite-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('the major version that we write down is the one inside', async () => {
  const pglite = await startInMemory();
  const { rows } = await pglite.query<{ version: number }>(
    `select current_setting('server_version_num')::integer / 10000 as version`,
  );
  expect(String(rows[0]?.version)).toBe(POSTGRES_MAJOR);
  expect((await pglite.query('show shared_buffers')).rows).toEqual([{ shared_buffers: '16MB' }]);
  await pglite.close();
}, 60_000);

describe('a database in a directory', () => {
  test('is made once, and found again', async () => {
    const first = await startInDirectory(directory);
    await first.exec('create table kept (a integer); insert into kept values (1)');
    await first.close();
    const second = await startInDirectory(directory);
    expect((await second.query('select a from kept')).rows).toEqual([{ a: 1 }]);
    expect((await second.query('show shared_buffers')).rows).toEqual([{ shared_buffers: '16MB' }]);
    await second.close();
  }, 60_000);

  test('that was left half-made is made anew', async () => {
    mkdirSync(join(directory, 'database.new', 'base'), { recursive: true });
    writeFileSync(join(directory, 'database.new', 'PG_VERSION'), POSTGRES_MAJOR);
    const pglite = await startInDirectory(directory);
    expect(readFileSync(join(directory, 'database', 'PG_VERSION'), 'utf8').trim()).toBe(POSTGRES_MAJOR);
    expect(existsSync(join(directory, 'database.new'))).toBe(false);
    await pglite.close();
  }, 60_000);

  test.each([
    ['of another version', '17\n', '17'],
    ['of no version', null, '(unknown)'],
  ])('%s is refused and left as it is', async (_, version, found) => {
    const place = join(directory, 'database');
    mkdirSync(place);
    if (version !== null) writeFileSync(join(place, 'PG_VERSION'), version);
    await expect(startInDirectory(directory)).rejects.toMatchObject({
      code: 'store.version',
      message: `${place} was written by PostgreSQL ${found}; this version reads ${POSTGRES_MAJOR}`,
    });
  });

  test('that is damaged does not start, and says so', async () => {
    const place = join(directory, 'database');
    mkdirSync(place);
    writeFileSync(join(place, 'PG_VERSION'), `${POSTGRES_MAJOR}\n`);
    await expect(startInDirectory(directory)).rejects.toMatchObject({ code: 'store.unavailable' });
  }, 60_000);
});
