import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ServedBranch } from '../../../src/cli/ledger/served-branch.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { parseCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { tilesFile, tilesPaths } from '../../../src/ledger/tiles-directory.ts';
import { BRANCH, LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let temporary: string;
let branch: LedgerBranch;
let warnings: string[];
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-served-'));
  branch = new LedgerBranch();
  branch.grow(1, 300);
  warnings = [];
});
afterEach(() => {
  branch.repository.remove();
  rmSync(temporary, { recursive: true });
});

const open = async (): Promise<ServedBranch> => {
  const source = await openSource({ source: branch.repository.path, temporary, io: testIo() });
  return ServedBranch.open(source, (message) => warnings.push(message));
};
const sizeOf = async (served: ServedBranch): Promise<number> =>
  parseCheckpoint((await served.read('checkpoint')) ?? new Uint8Array()).size;

test('every path of the directory, with its bytes; nothing else', async () => {
  using served = await open();
  for (const path of tilesPaths(300)) {
    const file = tilesFile(path, 300);
    const contents = (file?.needs ?? []).map((need) => branch.ledger.files.get(need) ?? new Uint8Array());
    expect(Buffer.from((await served.read(path)) ?? []).equals(file?.build(contents) ?? Buffer.alloc(1))).toBe(true);
  }
  expect(await served.read('README.md')).toBeNull();
  expect(await served.read('tile/0/001')).toBeNull();
});

test('follows the branch when it grows; earlier partial tiles are still there', async () => {
  using served = await open();
  const earlier = await served.read('tile/0/001.p/44');
  branch.grow(301, 520);
  expect(await sizeOf(served)).toBe(520);
  expect(await served.read('tile/0/001.p/44')).toEqual(earlier);
  expect(await served.read('tile/0/001')).toHaveLength(8_192);
  expect(warnings).toEqual([]);
});

test('however many ask at once, each gets the new checkpoint', async () => {
  using served = await open();
  branch.grow(310);
  expect(await Promise.all(Array.from({ length: 20 }, async () => sizeOf(served)))).toEqual(Array(20).fill(310));
});

test.each<[string, () => void]>([
  ['a branch that was rewound', () => branch.repository.git(['update-ref', BRANCH, `${branch.tip()}~1`])],
  ['a branch that is gone', () => branch.repository.git(['update-ref', '-d', BRANCH])],
  ['an entry altered', () => branch.tamper({ 'tail/299.json': '{}' })],
  ['a checkpoint that is none', () => branch.tamper({ checkpoint: 'hello' })],
  ['no checkpoint', () => branch.tamper({ checkpoint: null })],
  ['an edge tile lost', () => branch.tamper({ 'tile/1/000.p/1': null })],
])('%s: what was served before stays, and it is said', async (_what, change) => {
  using served = await open();
  change();
  expect(await sizeOf(served)).toBe(300);
  expect(warnings).toEqual([expect.stringContaining('still serving size 300')]);
});

test('a longer ledger of other entries is not served after this one', async () => {
  using served = await open();
  const other = new LedgerBranch();
  // Entry 300 stands where this ledger has entry 0's like; every root differs.
  other.ledger.flush(branch.ledger.entries.slice(1));
  other.grow(299, 320);
  branch.repository.git(['fetch', '--quiet', other.repository.path, `+${BRANCH}:${BRANCH}`]);
  expect(await sizeOf(served)).toBe(300);
  expect(warnings).toEqual([expect.stringContaining('root of 300 entries')]);
  other.repository.remove();
});

test('complains once about a tip, and goes on when the branch does', async () => {
  using served = await open();
  const good = branch.tip();
  branch.tamper({ checkpoint: 'hello' });
  await sizeOf(served);
  await sizeOf(served);
  expect(warnings).toHaveLength(1);
  branch.repository.git(['update-ref', BRANCH, good]);
  expect(await sizeOf(served)).toBe(300);
  expect(warnings).toHaveLength(1);
});

test('a ledger whose tiles do not give its root is not served at all', async () => {
  branch.tamper({ 'tail/299.json': '{}' });
  await expect(open()).rejects.toMatchObject({ code: 'ledger.inconsistent' });
});

test('a damaged bundle is refused, the rest is served', async () => {
  branch.tamper({ 'bundle/000.jsonl': 'x' });
  using served = await open();
  await expect(served.read('tile/entries/000')).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  expect(await served.read('tile/0/000')).toHaveLength(8_192);
});
