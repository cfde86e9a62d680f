import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTarget } from '../../../src/cli/ledger/tiles-target.ts';
import { readIntact } from '../../../src/ledger/intact.ts';
import { entriesOf, grow, SampleLedger, treeOf } from '../../ledger/sample.ts';

const ledger = readIntact(treeOf(grow(1, 300).files));
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-target-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function put(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}
const noteOf = (...sizes: readonly number[]): Uint8Array => grow(...sizes).files.get('checkpoint') ?? new Uint8Array();

test('a new directory is made', async () => {
  await openTarget(join(directory, 'a/b'), ledger);
  expect(existsSync(join(directory, 'a/b'))).toBe(true);
});

test('an earlier export goes on, whatever else was put beside it', async () => {
  put({ checkpoint: noteOf(1, 20), 'tile/0/000.p/20': 'x', 'index.html': 'mine' });
  await openTarget(directory, ledger);
});

test('an export that was cut off goes on, and its half-written file is removed', async () => {
  put({ 'tile/0/000': 'x', 'tile/entries/x001/000.p/7': 'x', 'tile/0/.countersign-0123456789ab.part': 'x' });
  await openTarget(directory, ledger);
  expect(existsSync(join(directory, 'tile/0/.countersign-0123456789ab.part'))).toBe(false);
  expect(existsSync(join(directory, 'tile/0/000'))).toBe(true);
});

test.each([
  ['a file of somebody else', { 'tile/0/000': 'x', 'src/main.c': 'x' }, 'src/main.c'],
  ['a hidden one', { '.git/HEAD': 'x' }, '.git/HEAD'],
  ['a checkpoint that is none', { checkpoint: 'hello' }, 'not the checkpoint of an export'],
])('%s: refused', async (_what, files, message) => {
  put(files);
  await expect(openTarget(directory, ledger)).rejects.toMatchObject({
    code: 'cli.unwritable',
    message: expect.stringContaining(message),
  });
});

test('a larger export, one of other entries, one of another ledger: refused, because its readers saw that', async () => {
  const other = new SampleLedger();
  other.flush(entriesOf(1, 21));
  const text = Buffer.from(noteOf(1, 20)).toString();
  const cases = [noteOf(1, 301), other.files.get('checkpoint') ?? '', text.replace('acme/shop\n', 'acme/other\n')];
  for (const checkpoint of cases) {
    put({ checkpoint });
    await expect(openTarget(directory, ledger)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  }
});

test('a file where the directory should be', async () => {
  put({ taken: 'x' });
  await expect(openTarget(join(directory, 'taken'), ledger)).rejects.toMatchObject({ code: 'cli.unwritable' });
});
