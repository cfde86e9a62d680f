import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { compact } from '../../src/store/erasure-compact.ts';
import { openDatabase } from '../../src/store/open-store.ts';

const SECRET = 'feathered-serpent';

test('a deleted row is in no file of the embedded database afterwards: tables, statistics, log', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cs-compact-'));
  const database = await openDatabase({ directory, log: silentLog, clock: systemClock });
  const holding = (): readonly string[] =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path, 'latin1').includes(SECRET));
  try {
    await database.script('create table kept (text text); create index on kept (text)');
    for (let round = 0; round < 2; round++) {
      await database.query(`insert into kept select '${SECRET}' from generate_series(1, 100)`);
      await database.query(`insert into kept select 'others ' || n from generate_series(1, 500) n`);
      await database.script('analyze kept; checkpoint');
      expect(holding().length).toBeGreaterThan(1);
      await database.query(`delete from kept where text = '${SECRET}'`);
      await compact(database);
      expect(holding()).toEqual([]);
    }
    expect(await database.query('select count(*) from kept')).toEqual([{ count: 1_000 }]);
  } finally {
    await database.close();
    rmSync(directory, { recursive: true });
  }
}, 60_000);
