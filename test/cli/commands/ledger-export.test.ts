import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ORIGIN } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { type Ran, runCli } from '../test-io.ts';

let directory: string;
let out: string;
let branch: LedgerBranch;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-export-'));
  out = join(directory, 'out');
  branch = new LedgerBranch();
  branch.grow(1, 300);
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  branch.repository.remove();
});

const exportTiles = (...args: readonly string[]): Promise<Ran> =>
  runCli(['ledger', 'export', branch.repository.path, '--to', 'tiles', out, ...args]);

test('says what was written, and writes what is new', async () => {
  expect(await exportTiles()).toMatchObject({ code: 0, err: '', out: expect.stringContaining('6 files written') });
  expect(readFileSync(join(out, 'checkpoint'))).toEqual(branch.ledger.files.get('checkpoint'));
  branch.grow(302);
  const { code, out: text } = await exportTiles('--format', 'json');
  const [, , root] = readFileSync(join(out, 'checkpoint'), 'utf8').split('\n');
  expect(code).toBe(0);
  expect(JSON.parse(text)).toEqual({
    version: 1,
    to: 'tiles',
    out,
    origin: ORIGIN,
    size: 302,
    root,
    ref: 'refs/heads/countersign/ledger',
    commit: branch.tip(),
    written: 3,
    unchanged: 3,
    removed: 0,
  });
});

test('a ledger that was altered is not passed on: nothing is written', async () => {
  branch.tamper({ 'tail/299.json': '{}' });
  const { code, err } = await exportTiles();
  expect([code, existsSync(out)]).toEqual([2, false]);
  expect(err).toMatch(/not what its checkpoint says.*ledger verify/);
});

test('a ledger that does not continue the export is refused; the export stays as it is', async () => {
  await exportTiles();
  const before = readdirSync(out, { recursive: true });
  branch.repository.git(['update-ref', 'refs/heads/countersign/ledger', `${branch.tip()}~1`]);
  const { code, err } = await exportTiles();
  expect([code, err]).toEqual([2, expect.stringContaining('300 were there before')]);
  expect(readdirSync(out, { recursive: true })).toEqual(before);
});

test.each([
  ['no format', [], '--to FORMAT is missing'],
  ['a format that nobody knows', ['--to', 'tile'], 'did you mean tiles?'],
])('%s: exit 2', async (_what, args, message) => {
  const { code, err } = await runCli(['ledger', 'export', branch.repository.path, out, ...args]);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

test('an option of another format is refused', async () => {
  expect(await exportTiles('--signing-key', 'key.pem')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--signing-key is for --to vsa only'),
  });
});
