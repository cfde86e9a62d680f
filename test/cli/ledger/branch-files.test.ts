import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readBranch } from '../../../src/cli/ledger/branch-files.ts';
import { type LedgerSource, openSource } from '../../../src/cli/ledger/source.ts';
import { Spool } from '../../../src/cli/ledger/spool.ts';
import { collect } from '../../git/sample-repository.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let temporary: string;
let branch: LedgerBranch;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-branch-'));
  branch = new LedgerBranch();
  branch.grow(1, 600);
});
afterAll(() => {
  branch.repository.remove();
  rmSync(temporary, { recursive: true });
});

const open = (source: string): Promise<LedgerSource> => openSource({ source, temporary, io: testIo() });

test('bundles come one by one with their tiles; every other file can be read at once', async () => {
  using spool = new Spool(temporary);
  const { files } = branch.ledger;
  const read = await readBranch(await open(branch.repository.path), spool);
  expect([...read.list()].toSorted()).toEqual([...files.keys()].toSorted());
  for (const [path, bytes] of files) {
    const expected = path.startsWith('bundle/') ? null : new Uint8Array(bytes);
    expect([path, read.read(path)]).toEqual([path, expected]);
  }
  expect([0, 1, 2].map((index) => read.hasBundle(index))).toEqual([true, true, false]);
  const bundles = await collect(read.bundles(3));
  expect(bundles.map(({ bundle, bytes, tile }) => [bundle, bytes?.length, tile?.length])).toEqual([
    [0, files.get('bundle/000.jsonl')?.length, 8_192],
    [1, files.get('bundle/001.jsonl')?.length, 8_192],
    [2, undefined, undefined],
  ]);
});

test('what is too large for a ledger reads as empty; a symbolic link is no file', async () => {
  const other = new LedgerBranch();
  other.grow(300);
  other.tamper({ 'bundle/000.jsonl': Buffer.alloc(33 * 1024 * 1024), 'tail/299.json': Buffer.alloc(2 * 1024 * 1024) });
  const { repository } = other;
  using spool = new Spool(mkdtempSync(join(temporary, 'x-')));
  const read = await readBranch(await open(repository.path), spool);
  expect(read.read('tail/299.json')).toEqual(new Uint8Array());
  expect(await collect(read.bundles(1))).toMatchObject([{ bytes: new Uint8Array() }]);
  const blob = repository.git(['rev-parse', `${other.tip()}:tail/298.json`]);
  repository.git(['read-tree', other.tip()]);
  repository.git(['update-index', '--cacheinfo', `120000,${blob},bundle/000.jsonl`]);
  const commit = repository.git(['commit-tree', '-p', other.tip(), '-m', 'x', repository.git(['write-tree'])]);
  repository.git(['update-ref', 'refs/heads/countersign/ledger', commit]);
  using next = new Spool(mkdtempSync(join(temporary, 'x-')));
  const linked = await readBranch(await open(repository.path), next);
  expect(linked.hasBundle(0)).toBe(false);
  expect(await collect(linked.bundles(1))).toMatchObject([{ bytes: null }]);
  repository.remove();
});

test('a copy that lost a file is damaged: path and object are named', async () => {
  const { repository } = branch;
  repository.git(['read-tree', branch.tip()]);
  const oid = 'd'.repeat(40);
  for (const path of ['tail/599.json', 'bundle/001.jsonl']) {
    repository.git(['read-tree', branch.tip()]);
    repository.git(['update-index', '--add', '--cacheinfo', `100644,${oid},${path}`]);
    const commit = repository.git(['commit-tree', '-m', 'x', repository.git(['write-tree', '--missing-ok'])]);
    using spool = new Spool(mkdtempSync(join(temporary, 'x-')));
    const source = { ...(await open(repository.path)), tip: commit };
    const read = readBranch(source, spool).then((files) => collect(files.bundles(2)));
    await expect(read).rejects.toMatchObject({
      code: 'git.repository',
      message: `The repository lacks ${path} (object ${oid}): it is damaged`,
    });
  }
});

test('a copy without its content is incomplete: the object is named, and nothing is fetched', async () => {
  const path = join(temporary, 'partial');
  branch.repository.git(['config', 'uploadpack.allowFilter', 'true']);
  branch.repository.git(['clone', '--quiet', '--bare', '--filter=blob:none', `file://${branch.repository.path}`, path]);
  using spool = new Spool(mkdtempSync(join(temporary, 'x-')));
  await expect(readBranch(await open(path), spool)).rejects.toMatchObject({
    code: 'git.repository',
    message: expect.stringMatching(/^Object [0-9a-f]{40} is not here, because this is a partial clone/),
  });
});
