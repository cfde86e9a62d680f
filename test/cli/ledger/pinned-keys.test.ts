import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pinKeys, pinnedKeysPath, readPinnedKeys } from '../../../src/cli/ledger/pinned-keys.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { keyFrom } from '../../ledger/sample.ts';

let home: string;
let path: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-config-'));
  path = pinnedKeysPath({ XDG_CONFIG_HOME: home });
});
afterEach(() => rmSync(home, { recursive: true }));

test('the file stands where the XDG specification says', () => {
  expect(path).toBe(join(home, 'countersign', 'keys.json'));
  expect(pinnedKeysPath({ HOME: '/home/dana' })).toBe('/home/dana/.config/countersign/keys.json');
  expect(pinnedKeysPath({ HOME: '/home/dana', XDG_CONFIG_HOME: 'relative' })).toBe(
    '/home/dana/.config/countersign/keys.json',
  );
});

test('keys are remembered by origin, beside those of others', async () => {
  const [a, b, c] = [keyFrom(1, 'a.example/x'), keyFrom(2, '__proto__'), keyFrom(3, 'a.example/x')];
  expect(await readPinnedKeys(path)).toEqual(new Map());
  await pinKeys(path, a.name, [a]);
  await pinKeys(path, b.name, [b]);
  await pinKeys(path, a.name, [a, c]);
  const pinned = await readPinnedKeys(path);
  expect(pinned.get('a.example/x')?.map(formatVkey)).toEqual([formatVkey(a), formatVkey(c)]);
  expect(pinned.get('__proto__')?.map(formatVkey)).toEqual([formatVkey(b)]);
  expect(readdirSync(dirname(path))).toEqual(['keys.json']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1 });
});

test.each([
  ['{'],
  ['[]'],
  ['{"version":2,"origins":{}}'],
  ['{"version":1}'],
  ['{"version":1,"origins":{"a":"b"}}'],
  ['{"version":1,"origins":{"a":["b"]}}'],
  ['{"version":1,"origins":{"a":[null]}}'],
])('a damaged file (%s) is named, not ignored and not overwritten', async (text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  await expect(readPinnedKeys(path)).rejects.toMatchObject({
    code: 'cli.unreadable',
    message: expect.stringContaining(path),
  });
  await expect(pinKeys(path, 'a', [keyFrom(1, 'a')])).rejects.toMatchObject({ code: 'cli.unreadable' });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('what cannot be written is said, and nothing is left behind', async () => {
  mkdirSync(path, { recursive: true });
  chmodSync(dirname(path), 0o700);
  await expect(pinKeys(path, 'a', [keyFrom(1, 'a')])).rejects.toMatchObject({ code: 'cli.unreadable' });
  expect(readdirSync(dirname(path))).toEqual(['keys.json']);
});
