import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { countCommits, readHistory } from '../../../src/cli/ledger/read-history.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { gitBlobId } from '../../../src/ledger/digest.ts';
import { collect } from '../../git/sample-repository.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let branch: LedgerBranch;
const open = () => openSource({ source: branch.repository.path, temporary: '/nonexistent', io: testIo() });
beforeAll(() => {
  branch = new LedgerBranch({ format: 'sha256' });
  branch.grow(1, 3, 257);
});
afterAll(() => branch.repository.remove());

test('every commit comes with its message, its changes and the checkpoint that it left', async () => {
  const commits = await collect(readHistory(await open()));
  expect(commits.map(({ message }) => message.trimEnd())).toEqual(
    branch.ledger.commits.map(({ message }) => message.trimEnd()),
  );
  const like = branch.tip();
  const last = commits.at(-1);
  expect(last?.oid).toBe(like);
  expect(Buffer.from(last?.checkpoint ?? []).equals(branch.ledger.files.get('checkpoint') ?? Buffer.alloc(0))).toBe(
    true,
  );
  expect(last?.changes).toContainEqual({
    path: 'tail/2.json',
    before: expect.stringMatching(/^[0-9a-f]{64}$/),
    after: null,
  });
  const bundle = branch.ledger.files.get('bundle/000.jsonl') ?? Buffer.alloc(0);
  expect(last?.changes).toContainEqual({ path: 'bundle/000.jsonl', before: null, after: gitBlobId(bundle, like) });
});

test('a checkpoint that a commit does not touch stays; one that is removed is gone', async () => {
  branch.tamper({ 'stranger.txt': 'hello' });
  branch.tamper({ checkpoint: null });
  const commits = await collect(readHistory(await open()));
  expect(commits.at(-2)?.checkpoint).toEqual(commits.at(-3)?.checkpoint);
  expect(commits.at(-1)?.checkpoint).toBeNull();
});

test('commits are counted, and no further than asked', async () => {
  const source = await open();
  const all = await countCommits(source, 1_000);
  expect(all).toBe((await collect(readHistory(source))).length);
  expect(await countCommits(source, 2)).toBe(2);
});

test('a branch that never had a checkpoint, and one whose checkpoint is missing', async () => {
  const other = new LedgerBranch();
  other.tamper({ 'hello.txt': 'x' });
  const source = await openSource({ source: other.repository.path, temporary: '/nonexistent', io: testIo() });
  expect((await collect(readHistory(source))).map(({ checkpoint }) => checkpoint)).toEqual([null]);
  other.repository.git(['read-tree', other.tip()]);
  const oid = 'd'.repeat(40);
  other.repository.git(['update-index', '--add', '--cacheinfo', `100644,${oid},checkpoint`]);
  const tree = other.repository.git(['write-tree', '--missing-ok']);
  const commit = other.repository.git(['commit-tree', '-p', other.tip(), '-m', 'x', tree]);
  await expect(collect(readHistory({ ...source, tip: commit }))).rejects.toMatchObject({
    code: 'git.repository',
    message: expect.stringContaining(oid),
  });
  other.repository.remove();
});
