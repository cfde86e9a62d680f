import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newestOf, openSource } from '../../../src/cli/ledger/source.ts';
import { SampleRepository } from '../../git/sample-repository.ts';
import { BRANCH, LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let temporary: string;
let branch: LedgerBranch;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-source-'));
  branch = new LedgerBranch();
  branch.grow(2);
  branch.repository.git(['commit', '--quiet', '--allow-empty', '-m', 'code']);
});
afterAll(() => {
  rmSync(temporary, { recursive: true });
  branch.repository.remove();
});

const open = (source: string) => openSource({ source, temporary, io: testIo() });

test('a repository with the branch, and a URL', async () => {
  const tip = branch.tip();
  expect(await open(branch.repository.path)).toMatchObject({ ref: BRANCH, tip, note: null });
  expect(await open(`file://${branch.repository.path}`)).toMatchObject({ ref: BRANCH, tip, note: null });
});

test('an ordinary clone knows the branch by its remote; one of its own that differs is told', async () => {
  const path = join(temporary, 'clone');
  branch.repository.git(['clone', '--quiet', branch.repository.path, path]);
  expect(await open(path)).toMatchObject({
    ref: 'refs/remotes/origin/countersign/ledger',
    tip: branch.tip(),
    note: null,
  });
  branch.repository.git(['-C', path, 'update-ref', BRANCH, 'HEAD']);
  expect(await open(path)).toMatchObject({
    ref: BRANCH,
    note: expect.stringContaining('refs/remotes/origin/countersign/ledger'),
  });
});

test('no ledger, no repository, no URL: each is said', async () => {
  const empty = new SampleRepository();
  await expect(open(empty.path)).rejects.toMatchObject({ code: 'ledger.not-found' });
  await expect(open(`file://${empty.path}`)).rejects.toMatchObject({ code: 'ledger.not-found' });
  await expect(open(join(temporary, 'nowhere'))).rejects.toMatchObject({ code: 'git.repository' });
  await expect(open('file:///nowhere/at/all')).rejects.toMatchObject({ code: 'git.repository' });
  await expect(open('ext::sh -c id')).rejects.toMatchObject({
    code: 'git.repository',
    message: expect.stringContaining('not a URL'),
  });
  empty.remove();
});

test('the newest ledger is on the branch with the highest number', () => {
  expect(newestOf([])).toBeNull();
  expect(newestOf(['main', 'countersign/ledger-x', 'countersign/evidence'])).toBeNull();
  expect(newestOf(['countersign/ledger-2', 'countersign/ledger', 'countersign/ledger-10'])).toBe(
    'countersign/ledger-10',
  );
});
