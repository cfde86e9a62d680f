import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordOf } from '../../../src/cli/ledger/entry-record.ts';
import { viewEntry } from '../../../src/ledger/entry-view.ts';
import { timeOf } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

let branch: LedgerBranch;
beforeAll(() => {
  branch = new LedgerBranch();
  branch.grow(1, 300);
});
afterAll(() => branch.repository.remove());

const query = (...args: readonly string[]) => runCli(['ledger', 'query', branch.repository.path, ...args]);
const indexesOf = async (...args: readonly string[]): Promise<readonly number[]> => {
  const { code, out, err } = await query('--format', 'jsonl', ...args);
  expect([code, err]).toEqual([0, '']);
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { readonly index: number }).index);
};

test('the newest fifty, newest first', async () => {
  expect(await indexesOf()).toEqual(Array.from({ length: 50 }, (_, at) => 299 - at));
  expect(await indexesOf('--limit', '2')).toEqual([299, 298]);
  expect(await indexesOf('--limit', 'all')).toHaveLength(300);
});

test.each<[readonly string[], readonly number[]]>([
  [
    ['--kind', 'policy'],
    [201, 101, 1],
  ],
  [['--kind', 'policy', '--since', timeOf(100), '--until', timeOf(201)], [101]],
  [['--subject', '#42'], [42]],
  [['--result', 'genesis', '--actor', '0'], [0]],
  [['--since', '2026-11-22'], []],
  [['--ticket', 'SHOP-7'], []],
])('%j finds %j', async (args, indexes) => expect(await indexesOf(...args)).toEqual(indexes));

test('json, and the table that says how far it has read', async () => {
  const { code, out } = await query('--kind', 'policy', '--limit', '1', '--format', 'json');
  const entries = [recordOf(viewEntry(201, branch.ledger.entries[201]?.bytes ?? new Uint8Array()))];
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ size: 300, entries, read: { from: 201, to: 299 }, limited: true });
  const table = await query('--kind', 'policy');
  expect(table).toMatchObject({ code: 0, err: '' });
  expect(table.out).toContain('3 entries found; read: 0–299 of 300 entries of ');
  expect((await query('--rule', 'no such rule')).out).toContain('0 entries found; read: 0–299');
});

test('whoever watches is told beside the lines how far it has read', async () => {
  const args = ['ledger', 'query', branch.repository.path, '--kind', 'policy', '--format', 'csv'];
  const { out, err } = await runCli(args, { isWatched: true });
  expect(out).not.toContain('verified');
  expect(err).toContain('read: 0–299 of 300 entries');
});

describe('what could not be asked', () => {
  test.each([
    [['--limit', '0'], '--limit is a number from 1'],
    [['--kind', 'decison'], 'did you mean decision?'],
    [['--subject', 'main'], 'is not a subject'],
    [['--format', 'xml'], '--format is one of'],
  ])('%j', async (args, words) => {
    const { code, out, err } = await query(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });

  test('a ledger that lacks a file, and one with an entry that cannot be read', async () => {
    const damaged = new LedgerBranch();
    damaged.grow(4);
    damaged.tamper({ 'tail/2.json': '{"deny"' });
    const args = ['ledger', 'query', damaged.repository.path, '--result', 'deny'];
    expect(await runCli(args)).toMatchObject({
      code: 3,
      err: 'countersign: 1 entry cannot be read: see countersign ledger verify.\n',
    });
    damaged.tamper({ 'tail/2.json': null });
    expect(await runCli(args)).toMatchObject({ code: 2, err: expect.stringContaining('tail/2.json is missing') });
    damaged.repository.remove();
  });
});
