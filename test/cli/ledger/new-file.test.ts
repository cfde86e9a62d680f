import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeNewFile } from '../../../src/cli/ledger/new-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-new-file-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('every piece stands there, in order, however long they are', async () => {
  const pieces = Array.from({ length: 3_000 }, (_, at) => `${at} ${'é'.repeat(300)}\n`);
  expect(await writeNewFile(join(directory, 'a/b'), pieces)).toEqual({ written: 1, unchanged: 0, removed: 0 });
  expect(readFileSync(join(directory, 'a/b'), 'utf8')).toBe(pieces.join(''));
  await writeNewFile(join(directory, 'empty'), []);
  expect(readFileSync(join(directory, 'empty'))).toHaveLength(0);
});

test('what is there already stays as it is, a link to nowhere too', async () => {
  writeFileSync(join(directory, 'mine'), 'mine');
  symlinkSync('/nonexistent/file', join(directory, 'link'));
  for (const path of ['mine', 'link', '.']) {
    const written = writeNewFile(join(directory, path), ['x']);
    await expect(written).rejects.toMatchObject({ code: 'cli.unwritable' });
  }
  expect(readFileSync(join(directory, 'mine'), 'utf8')).toBe('mine');
});

test('where the pieces end in a fault nothing is left', async () => {
  function* fail(): Generator<string> {
    yield 'x'.repeat(1_000_000);
    throw new Error('no more');
  }
  await expect(writeNewFile(join(directory, 'a'), fail())).rejects.toThrow('no more');
  expect(readdirSync(directory)).toEqual([]);
});
