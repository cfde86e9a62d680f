import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readInputFile } from '../../src/cli/input-file.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-input-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('a file is read up to the limit, and whether there was more is told', async () => {
  const path = join(directory, 'file');
  writeFileSync(path, 'x'.repeat(200_000));
  expect(await readInputFile(path, 300_000)).toMatchObject({ isCut: false, bytes: { length: 200_000 } });
  expect(await readInputFile(path, 200_000)).toMatchObject({ isCut: false });
  expect(await readInputFile(path, 199_999)).toMatchObject({ isCut: true, bytes: { length: 199_999 } });
});

test('a pipe is read like a file', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const written = import('node:fs/promises').then(({ writeFile }) => writeFile(path, 'through the pipe'));
  expect(Buffer.from((await readInputFile(path, 1_000)).bytes).toString()).toBe('through the pipe');
  await written;
});

test.each([
  ['nothing', 'there is no such file'],
  ['.', 'it is a directory'],
  ['nul\0byte', 'cannot be read'],
])('%j is named, with the reason', async (name, reason) => {
  const path = name === '.' ? directory : join(directory, name);
  await expect(readInputFile(path, 10)).rejects.toMatchObject({
    code: 'cli.unreadable',
    message: expect.stringContaining(reason),
  });
});
