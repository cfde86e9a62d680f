import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { archiveEntries } from '../../app/archive/archived.ts';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { timeOf } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

let bench: ControlBench;
let branch: LedgerBranch;
beforeAll(async () => {
  bench = await openControlBench();
  await archiveEntries(bench, { from: 0, to: 300 });
  branch = new LedgerBranch();
  branch.grow(300);
}, 60_000);
afterAll(async () => {
  branch.repository.remove();
  await bench.close();
});

const query = (...args: readonly string[]) =>
  runCli(['ledger', 'query', '--archive', ...args], { environment: { COUNTERSIGN_DATA: bench.data } });
const linesOf = (out: string): readonly Record<string, unknown>[] =>
  out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the same question finds the same in the archive and in a clone', () => {
  test.each<readonly string[]>([
    [],
    ['--kind', 'policy'],
    ['--subject', '#42'],
    ['--actor', '7', '--limit', '3'],
    ['--result', 'allow', '--limit', 'all'],
    ['--since', timeOf(100), '--until', timeOf(130)],
    ['--repository', 'ACME/shop', '--repository', 'acme/other', '--limit', '2'],
    ['--ticket', 'SHOP-7'],
  ])('%j', async (...args) => {
    const archived = await query('--format', 'jsonl', ...args);
    const cloned = await runCli(['ledger', 'query', branch.repository.path, '--format', 'jsonl', ...args]);
    expect([archived.code, archived.err, cloned.code]).toEqual([0, '', 0]);
    expect(linesOf(archived.out).map(({ origin: _origin, ...record }) => record)).toEqual(linesOf(cloned.out));
  });
});

test('json and the table', async () => {
  const { out } = await query('--kind', 'policy', '--limit', '1', '--format', 'json');
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    ledgers: 1,
    size: 300,
    entries: [{ index: 201 }],
    limited: true,
  });
  expect((await query('--kind', 'policy')).out).toContain('3 entries found; searched: 300 entries of 1 ledger');
  const { err } = await runCli(['ledger', 'query', '--archive', '--format', 'csv', '--limit', '1'], {
    isWatched: true,
    environment: { COUNTERSIGN_DATA: bench.data },
  });
  expect(err).toContain('1 entry found');
});

test.each([[['query', '--archive']], [['show', '--archive', 'github.com/acme/shop', '0']]])(
  'a name of a branch is nothing that %j could heed',
  async (args) => {
    const { code, out, err } = await runCli(['ledger', ...args, '--branch', 'main'], {
      environment: { COUNTERSIGN_DATA: bench.data },
    });
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('--branch is for a repository')]);
  },
);

test('a branch and the archive at once, or neither', async () => {
  expect(await query('./shop')).toMatchObject({ code: 2, err: expect.stringContaining('in place of SOURCE') });
  expect(await runCli(['ledger', 'query'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('SOURCE or --archive'),
  });
});
