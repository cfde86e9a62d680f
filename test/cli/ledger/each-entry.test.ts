import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eachEntry } from '../../../src/cli/ledger/each-entry.ts';
import { findBranch } from '../../../src/cli/ledger/source.ts';
import { LedgerBranch } from '../ledger-branch.ts';

let branch: LedgerBranch;
beforeEach(() => {
  branch = new LedgerBranch();
});
afterEach(() => branch.repository.remove());

async function indexes(): Promise<readonly number[]> {
  const source = await findBranch(await branch.repository.open(), 'countersign/ledger');
  if (source === null) throw new Error('there is no ledger');
  const found: number[] = [];
  for await (const { index, statement } of eachEntry(source)) {
    expect(statement).toMatchObject({ predicate: {} });
    found.push(index);
  }
  return found;
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at);

test('every entry, oldest first', async () => {
  branch.grow(1, 300);
  expect(await indexes()).toEqual(range(0, 300));
});

test('what is damaged is passed over, and the others are read', async () => {
  branch.grow(300);
  branch.tamper({ 'tail/257.json': null, 'tail/258.json': '{', 'tail/259.json': '[]' });
  expect(await indexes()).toEqual([...range(0, 257), ...range(260, 300)]);
  branch.tamper({ 'bundle/000.jsonl': 'one line\n' });
  expect(await indexes()).toEqual([256, ...range(260, 300)]);
});

test('a checkpoint that counts what nobody could hold ends soon; without one nothing is read', async () => {
  branch.grow(3);
  const checkpoint = Buffer.from(branch.ledger.files.get('checkpoint') ?? []).toString();
  branch.tamper({ checkpoint: checkpoint.replace('\n3\n', `\n${Number.MAX_SAFE_INTEGER}\n`) });
  expect(await indexes()).toEqual([]);
  branch.tamper({ checkpoint: null });
  expect(await indexes()).toEqual([]);
  branch.tamper({ checkpoint: 'nonsense' });
  expect(await indexes()).toEqual([]);
});
