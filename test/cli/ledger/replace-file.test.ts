import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Fault } from '../../../src/base/fault.ts';
import { isLeftBehind, replaceFile, writable } from '../../../src/cli/ledger/replace-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-replace-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a file is written with its directories, and replaced; nothing else stays', async () => {
  const path = join(directory, 'a/b/file');
  await replaceFile(path, Buffer.from('one'));
  await replaceFile(path, Buffer.from('two'));
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(join(directory, 'a/b'))).toEqual(['file']);
});

test('a content that breaks off leaves the old file, and nothing beside it', async () => {
  const path = join(directory, 'file');
  await replaceFile(path, Buffer.from('old'));
  let leftovers: readonly string[] = [];
  function* pieces(): Generator<Uint8Array> {
    yield Buffer.from('new');
    leftovers = readdirSync(directory).filter((name) => name !== 'file');
    throw new Fault('ledger.inconsistent', 'it ends here');
  }
  await expect(replaceFile(path, pieces())).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(directory)).toEqual(['file']);
  expect(leftovers.map(isLeftBehind)).toEqual([true]);
  expect(isLeftBehind(path)).toBe(false);
});

test('where nothing can be written: the path, and why', async () => {
  mkdirSync(join(directory, 'taken'));
  await expect(replaceFile(join(directory, 'taken'), Buffer.from('x'))).rejects.toMatchObject({
    code: 'cli.unwritable',
    message: expect.stringContaining(join(directory, 'taken')),
  });
  expect(readdirSync(directory)).toEqual(['taken']);
  await expect(writable('place', async () => Promise.reject(new Error('full')))).rejects.toMatchObject({
    message: 'place cannot be written: full',
  });
});
