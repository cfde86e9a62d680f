import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { countCommits, readHistory } from '../../../src/cli/ledger/read-history.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { gitBlobId } from '../../../src/ledger/digest.ts';
import type { FileChange } from '../../../src/ledger/tree.ts';
import { blockOf, Column } from '../../../src/ledger/verify/column.ts';
import { blobIdBytes } from '../../../src/ledger/verify/entries.ts';
import { TailTrees } from '../../../src/ledger/verify/tail-trees.ts';
import { collect } from '../../git/sample-repository.ts';
import { entriesOf } from '../../ledger/sample.ts';
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
  const commits = (await collect(readHistory(await open()))).flat();
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
  const commits = (await collect(readHistory(await open()))).flat();
  expect(commits.at(-2)?.checkpoint).toEqual(commits.at(-3)?.checkpoint);
  expect(commits.at(-1)?.checkpoint).toBeNull();
});

test('directories that are known tell the same as those that are read', async () => {
  for (const format of ['sha1', 'sha256'] as const) {
    const other = new LedgerBranch({ format });
    other.grow(1, 2, 9, 12, 101, 255, 256, 260, 300, 700);
    other.tamper({ 'tail/699.json': 'x' });
    other.tamper({ 'tail/699.json': null, 'tail/deep/699.json': 'x' }, 'Ledger-Size: 699');
    const source = await openSource({ source: other.repository.path, temporary: '/nonexistent', io: testIo() });
    const like = other.tip();
    const ids = new Column(blobIdBytes(like));
    for (let first = 0; first < 700; first += 256) {
      const entries = entriesOf(first, Math.min(first + 256, 700));
      const blobs = entries.map(({ bytes }) => Buffer.from(gitBlobId(bytes, like), 'hex'));
      ids.append(blockOf(blobs, blobIdBytes(like)));
    }
    const tails = new TailTrees(ids, like);
    const known = jest.spyOn(tails, 'changes');
    const byPath = (a: FileChange, b: FileChange): number => (a.path < b.path ? -1 : 1);
    const [found, expected] = await Promise.all(
      [tails, null].map(async (each) =>
        (await collect(readHistory(source, each)))
          .flat()
          .map((commit) => ({ ...commit, changes: commit.changes.toSorted(byPath) })),
      ),
    );
    expect(found).toEqual(expected);
    expect(known.mock.results.filter(({ value }) => value !== null).length).toBeGreaterThanOrEqual(10);
    other.repository.remove();
  }
}, 60_000);

test('commits are counted, and no further than asked', async () => {
  const source = await open();
  const all = await countCommits(source, 1_000);
  expect(all).toBe((await collect(readHistory(source))).flat().length);
  expect(await countCommits(source, 2)).toBe(2);
});

test('a branch that never had a checkpoint, and one whose checkpoint is missing', async () => {
  const other = new LedgerBranch();
  other.tamper({ 'hello.txt': 'x' });
  const source = await openSource({ source: other.repository.path, temporary: '/nonexistent', io: testIo() });
  expect((await collect(readHistory(source))).flat().map(({ checkpoint }) => checkpoint)).toEqual([null]);
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
