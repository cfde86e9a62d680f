import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { newLedger } from '../../app/stages/bench.ts';
import { runCli } from '../test-io.ts';

let bench: ControlBench;
let directory: string;
beforeAll(async () => {
  bench = await openControlBench();
  directory = mkdtempSync(join(tmpdir(), 'cs-export-'));
}, 60_000);
afterAll(async () => {
  await bench.close();
  rmSync(directory, { recursive: true });
});

const exportTo = (file: string, ...args: readonly string[]) =>
  runCli(['data', 'export', join(directory, file), ...args], { environment: { COUNTERSIGN_DATA: bench.data } });

test('through the socket of a running app, which goes on', async () => {
  await newLedger(bench.context);
  const { code, out, err } = await exportTo('one.gz');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(
    /^Exported [\d,]+ rows? and \d+ jobs?, as of 20.*Z, into .*one\.gz\.\nThe ledger key is not in it/,
  );
  const path = join(directory, 'one.gz');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = gunzipSync(readFileSync(path)).toString();
  expect(text).toContain('{"table":"ledger"}\n{"row":{');
  expect(text).not.toContain('PRIVATE KEY');
  await bench.store.memory.set('still', 'alive', 1, 1);
  const json = await exportTo('two.gz', '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject({
    version: 1,
    rows: { memory: expect.any(Number) },
    bytes: expect.any(Number),
  });
});

test('a file that is there stays as it is', async () => {
  writeFileSync(join(directory, 'there.gz'), 'the only backup');
  expect(await exportTo('there.gz')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('is there already'),
  });
  expect(readFileSync(join(directory, 'there.gz'), 'utf8')).toBe('the only backup');
});

test('where there is no database, there is no file', async () => {
  const environment = { COUNTERSIGN_DATA: directory };
  const ran = await runCli(['data', 'export', join(directory, 'none.gz')], { environment });
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('There is no database in') });
  expect(() => statSync(join(directory, 'none.gz'))).toThrow();
});
