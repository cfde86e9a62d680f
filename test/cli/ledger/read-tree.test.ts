import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readHistory } from '../../../src/cli/ledger/read-history.ts';
import { readTree } from '../../../src/cli/ledger/read-tree.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { Spool } from '../../../src/cli/ledger/spool.ts';
import { collect } from '../../git/sample-repository.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-tree-'));
});
afterAll(() => rmSync(temporary, { recursive: true }));

test('the tree of the tip holds exactly the files of the ledger', async () => {
  const branch = new LedgerBranch();
  branch.grow(1, 300);
  const source = await openSource({ source: branch.repository.path, temporary, io: testIo() });
  using spool = new Spool(temporary);
  const tree = await readTree(source, spool);
  expect(tree.list().toSorted()).toEqual([...branch.ledger.files.keys()].toSorted());
  for (const [path, bytes] of branch.ledger.files) expect(Buffer.from(tree.read(path) ?? []).equals(bytes)).toBe(true);
  expect(tree.read('nothing')).toBeNull();
  branch.repository.remove();
});

test('a submodule has no content; a file too large for a ledger reads as empty', async () => {
  const branch = new LedgerBranch();
  branch.grow(1);
  branch.tamper({ 'tail/1.json': Buffer.alloc(33 * 1024 * 1024) });
  const { repository } = branch;
  repository.git(['read-tree', branch.tip()]);
  repository.git(['update-index', '--add', '--cacheinfo', `160000,${branch.tip()},tail/2.json`]);
  const commit = repository.git(['commit-tree', '-p', branch.tip(), '-m', 'x', repository.git(['write-tree'])]);
  repository.git(['update-ref', 'refs/heads/countersign/ledger', commit]);
  const source = await openSource({ source: repository.path, temporary, io: testIo() });
  using spool = new Spool(temporary);
  const tree = await readTree(source, spool);
  expect(tree.read('tail/1.json')).toEqual(new Uint8Array());
  expect(tree.list()).toContain('tail/2.json');
  expect(tree.read('tail/2.json')).toBeNull();
  repository.remove();
});

test('a symbolic link is not the file, even with its content', async () => {
  const branch = new LedgerBranch();
  branch.grow(2);
  const { repository } = branch;
  const blob = repository.git(['rev-parse', `${branch.tip()}:tail/1.json`]);
  repository.git(['read-tree', branch.tip()]);
  repository.git(['update-index', '--cacheinfo', `120000,${blob},tail/1.json`]);
  const commit = repository.git(['commit-tree', '-p', branch.tip(), '-m', 'x', repository.git(['write-tree'])]);
  repository.git(['update-ref', 'refs/heads/countersign/ledger', commit]);
  const source = await openSource({ source: repository.path, temporary, io: testIo() });
  using spool = new Spool(temporary);
  expect((await readTree(source, spool)).read('tail/1.json')).toBeNull();
  const commits = (await collect(readHistory(source))).flat();
  expect(commits.at(-1)?.changes).toEqual([{ path: 'tail/1.json', before: blob, after: `120000 ${blob}` }]);
  repository.remove();
});

test('a partial clone is incomplete, which says nothing about the ledger', async () => {
  const branch = new LedgerBranch();
  branch.grow(2);
  branch.repository.git(['config', 'uploadpack.allowFilter', 'true']);
  const path = join(temporary, 'partial');
  branch.repository.git(['clone', '--quiet', '--bare', '--filter=blob:none', `file://${branch.repository.path}`, path]);
  const source = await openSource({ source: path, temporary, io: testIo() });
  using spool = new Spool(temporary);
  await expect(readTree(source, spool)).rejects.toMatchObject({ code: 'git.repository' });
  branch.repository.remove();
});
