import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isFault } from '../../../src/base/fault.ts';
import { readLines } from '../../../src/cli/transfer/read-lines.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cs-lines-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const linesOf = async (bytes: Uint8Array): Promise<readonly string[]> => {
  const path = join(directory, 'file');
  writeFileSync(path, bytes);
  const lines: string[] = [];
  for await (const line of readLines(path)) lines.push(line);
  return lines;
};

test('lines come as they were, however long they are', async () => {
  const lines = ['a', '', '漢😀'.repeat(100_000), 'x'.repeat(300_000), 'end'];
  expect(await linesOf(gzipSync(lines.map((line) => `${line}\n`).join('')))).toEqual(lines);
  expect(await linesOf(gzipSync(''))).toEqual([]);
});

const file = gzipSync('one\ntwo\nthree\n');
test.each([
  ['cut anywhere', file.subarray(0, -9), 'it was cut off'],
  ['cut within a line', gzipSync('one\ntw'), 'it was cut off'],
  ['not compressed', Buffer.from('{"countersign":"data"}\n'), 'it is not compressed as one is'],
  ['changed', Buffer.from(file.map((byte, at) => (at === file.length - 6 ? byte ^ 1 : byte))), 'it is not compressed'],
])('%s is refused', async (_name, bytes, words) => {
  await expect(linesOf(bytes)).rejects.toMatchObject({ code: 'store.export', message: expect.stringContaining(words) });
});

test('whatever bytes there are, they are read or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: file.length }), async (noise, at) => {
      const bytes = Buffer.concat([file.subarray(0, at), noise]);
      const read = await linesOf(bytes).catch((error: unknown) => (isFault(error, 'store.export') ? 'refused' : error));
      expect(read === 'refused' || Array.isArray(read)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('what is not there, and what is no file', async () => {
  const read = async (path: string) => await readLines(path).next();
  await expect(read(join(directory, 'none'))).rejects.toMatchObject({
    code: 'cli.unreadable',
    message: expect.stringContaining('there is no such file'),
  });
  await expect(read(directory)).rejects.toMatchObject({ code: 'cli.unreadable' });
});
