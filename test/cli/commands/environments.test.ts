import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commits, momentOf, told } from '../../ledger/trace/scene.ts';
import type { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';
import { webBranch } from '../trace/web-branch.ts';

let branch: LedgerBranch;
beforeAll(() => {
  branch = webBranch();
});
afterAll(() => branch.repository.remove());

const ask = (...args: readonly string[]) => runCli(['environments', branch.repository.path, ...args]);

test('what runs where, and that nobody verified it', async () => {
  const { code, out, err } = await ask();
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(`acme/web\n  production: ${commits.first.slice(0, 7)} since ${momentOf(told.rolledBack)}`);
  expect(out).toContain('\n  staging: 3c1e5a7 since ');
  expect(out).toContain('\nNot verified: ');
});

test.each<[readonly string[], readonly (readonly [string, number])[]]>([
  [
    [],
    [
      ['production', 1241],
      ['staging', 1231],
    ],
  ],
  [['--environment', 'staging'], [['staging', 1231]]],
  [
    ['--at', momentOf(told.production42)],
    [
      ['production', 1234],
      ['staging', 1231],
    ],
  ],
  [['--at', '2026-11-18'], []],
  [
    ['--at', '2026-11-19'],
    [
      ['production', 1241],
      ['staging', 1231],
    ],
  ],
  [['--repository', 'acme/none'], []],
])('%j', async (args, expected) => {
  const { code, out } = await ask('--format', 'json', ...args);
  expect(code).toBe(0);
  const { environments } = JSON.parse(out) as { environments: { environment: string; deployment: number }[] };
  expect(environments.map(({ environment, deployment }) => [environment, deployment])).toEqual(expected);
});

test('no ledger, a wrong time, and an entry that cannot be read', async () => {
  expect(await runCli(['environments', '.', '--branch', 'none'])).toMatchObject({ code: 2, out: '' });
  expect(await ask('--at', 'soon')).toMatchObject({ code: 2, err: expect.stringContaining('is not a time') });
  const damaged = webBranch();
  damaged.tamper({ 'tail/3.json': '{"event":"deployment"' });
  const { code, err } = await runCli(['environments', damaged.repository.path]);
  expect([code, err]).toEqual([3, 'countersign: 1 entry cannot be read: see countersign ledger verify.\n']);
  damaged.repository.remove();
});
