import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readTrustedRoots } from '../../src/app/trusted-roots.ts';
import { makeInstance } from '../signatures/instance.ts';

const folder = mkdtempSync(join(tmpdir(), 'roots-'));
const line = makeInstance('github', Date.UTC(2026, 10, 21)).trustedRoot;

function read(text: string | null, name = 'trusted_root.jsonl') {
  const path = join(folder, name);
  if (text !== null) writeFileSync(path, text);
  const problems: string[] = [];
  const roots = readTrustedRoots({ COUNTERSIGN_TRUSTED_ROOTS: path }, problems);
  return { authorities: roots?.map(({ authority }) => authority) ?? null, problems };
}

test('no file is named', () => {
  const problems: string[] = [];
  expect([readTrustedRoots({}, problems), readTrustedRoots({ COUNTERSIGN_TRUSTED_ROOTS: ' ' }, problems)]).toEqual([
    null,
    null,
  ]);
  expect(problems).toEqual([]);
});

test('a root a line', () => {
  expect(read(`${line}\n`)).toEqual({ authorities: ['github'], problems: [] });
});

test('what is wrong with the file', () => {
  expect(read(null, 'nowhere')).toEqual({
    authorities: null,
    problems: [`COUNTERSIGN_TRUSTED_ROOTS names a file that cannot be read: ${join(folder, 'nowhere')}`],
  });
  expect(read('')).toEqual({ authorities: [], problems: ['COUNTERSIGN_TRUSTED_ROOTS: it is empty'] });
  expect(read(`${line}\nx`).problems).toEqual(['COUNTERSIGN_TRUSTED_ROOTS: line 2: is not a JSON object']);
});
