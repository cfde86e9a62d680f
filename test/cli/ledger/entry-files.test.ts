import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EntryFiles, entriesIn, type Order } from '../../../src/cli/ledger/entry-files.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let temporary: string;
let branch: LedgerBranch;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-entries-'));
  branch = new LedgerBranch();
});
afterEach(() => {
  rmSync(temporary, { recursive: true });
  branch.repository.remove();
});

const open = async (): Promise<EntryFiles> =>
  EntryFiles.open(await openSource({ source: branch.repository.path, temporary, io: testIo() }));

async function readAll(order: Order): Promise<readonly string[]> {
  using files = await open();
  const read: string[] = [];
  for await (const { file, bytes } of files.read(order)) {
    const entries = entriesIn(file, bytes).map((entry, at) => `${file.first + at} ${entry.toString('utf8')}`);
    read.push(...(order === 'newest-first' ? entries.toReversed() : entries));
  }
  return read;
}

test.each([1, 255, 256, 257, 515])('%i entries, in both orders and one by one', async (size) => {
  branch.grow(size);
  const expected = branch.ledger.entries.map(({ bytes }, index) => `${index} ${Buffer.from(bytes).toString()}`);
  expect(await readAll('oldest-first')).toEqual(expected);
  expect(await readAll('newest-first')).toEqual(expected.toReversed());
  using files = await open();
  expect(files.checkpoint.size).toBe(size);
  for (const index of [0, size >> 1, size - 1])
    expect(`${index} ${(await files.entry(index))?.toString() ?? ''}`).toBe(expected[index]);
  expect(await files.entry(size)).toBeNull();
});

test('reading may end before the ledger does', async () => {
  branch.grow(300);
  using files = await open();
  for await (const { file } of files.read('newest-first')) {
    expect(file).toEqual({ first: 299, path: 'tail/299.json' });
    break;
  }
  expect(await files.entry(7)).toEqual(Buffer.from(branch.ledger.entries[7]?.bytes ?? []));
});

describe('what is not there is said, not passed over', () => {
  const bundle = (): string => Buffer.from(branch.ledger.files.get('bundle/000.jsonl') ?? []).toString();
  test.each<[string, () => Readonly<Record<string, string | null>>, string, string]>([
    ['a file of the tail', () => ({ 'tail/257.json': null }), 'ledger.inconsistent', 'tail/257.json is missing'],
    ['a bundle', () => ({ 'bundle/000.jsonl': null }), 'ledger.inconsistent', 'bundle/000.jsonl is missing'],
    ['a line too many', () => ({ 'bundle/000.jsonl': `${bundle()}{}\n` }), 'ledger.inconsistent', '256 lines'],
    ['the last newline', () => ({ 'bundle/000.jsonl': bundle().slice(0, -1) }), 'ledger.inconsistent', '256 lines'],
    ['a huge file', () => ({ 'tail/257.json': ' '.repeat(33 << 20) }), 'ledger.inconsistent', 'has 34603008 bytes'],
    ['the checkpoint', () => ({ checkpoint: null }), 'ledger.not-found', 'no checkpoint'],
    ['a checkpoint that is none', () => ({ checkpoint: 'x' }), 'ledger.checkpoint', 'not a signed note'],
  ])('%s', async (_name, change, code, words) => {
    branch.grow(260);
    branch.tamper(change());
    await expect(readAll('newest-first')).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
