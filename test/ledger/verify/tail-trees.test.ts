import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { gitBlobId, gitTreeId } from '../../../src/ledger/digest.ts';
import { BUNDLE_SIZE, tailStart } from '../../../src/ledger/layout.ts';
import { blockOf, Column } from '../../../src/ledger/verify/column.ts';
import { TailTrees } from '../../../src/ledger/verify/tail-trees.ts';

const like = 'a'.repeat(40);
const blobOf = (index: number): string => gitBlobId(Buffer.from(`entry ${index}`), like);

function columnOf(size: number, missing: number | null = null): Column {
  const column = new Column(20);
  for (let first = 0; first < size; first += BUNDLE_SIZE) {
    const ids = Array.from({ length: Math.min(BUNDLE_SIZE, size - first) }, (_, at) =>
      first + at === missing ? null : Buffer.from(blobOf(first + at), 'hex'),
    );
    column.append(blockOf(ids, 20));
  }
  return column;
}

/** By its definition: sorted by name, and hashed whole. */
function treeAt(size: number): string | null {
  const first = tailStart(size);
  const names = Array.from({ length: size - first }, (_, at) => ({ index: first + at, name: `${first + at}.json` }));
  const lines = names
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ index, name }) => Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blobOf(index), 'hex')]));
  return lines.length === 0 ? null : gitTreeId(Buffer.concat(lines), like);
}

const at = (size: number) => ({ size, tree: treeAt(size) });

test('every step of one entry is known, and is what appending does', () => {
  const tails = new TailTrees(columnOf(1_300), like);
  for (let size = 0; size < 1_300; size += 1) {
    const changes = tails.changes(at(size), at(size + 1)) ?? [];
    const isSealed = (size + 1) % BUNDLE_SIZE === 0;
    const added = { path: `tail/${size}.json`, before: null, after: blobOf(size) };
    expect(changes).toHaveLength(isSealed ? BUNDLE_SIZE - 1 : 1);
    if (isSealed) expect(changes.every(({ after }) => after === null)).toBe(true);
    else expect(changes).toEqual([added]);
  }
});

test('larger steps, over a bundle, back, and to where nothing was', () => {
  const tails = new TailTrees(columnOf(1_300), like);
  const paths = (from: number, to: number) =>
    tails.changes(at(from), at(to))?.map(({ path, after }) => `${after === null ? '-' : '+'}${path}`);
  expect(paths(254, 258)?.slice(-3)).toEqual(['-tail/253.json', '+tail/256.json', '+tail/257.json']);
  expect(paths(254, 258)).toHaveLength(256);
  expect(paths(300, 298)).toEqual(['-tail/298.json', '-tail/299.json']);
  expect(paths(512, 512)).toEqual([]);
  expect(paths(1_024, 1_025)).toEqual(['+tail/1024.json']);
  expect(paths(9, 12)).toEqual(['+tail/9.json', '+tail/10.json', '+tail/11.json']);
  expect(paths(5, 7)).toEqual(['+tail/5.json', '+tail/6.json']);
});

test('what is otherwise has to be read: another tree, an entry that is not as it was, an absurd size', () => {
  const tails = new TailTrees(columnOf(600, 520), like);
  expect(tails.changes(at(300), { size: 301, tree: treeAt(302) })).toBeNull();
  expect(tails.changes({ size: 300, tree: null }, at(301))).toBeNull();
  expect(tails.changes(at(300), { size: 301, tree: null })).toBeNull();
  expect(tails.changes(at(519), at(520))).toHaveLength(1);
  expect(tails.changes(at(520), at(521))).toBeNull();
  expect(tails.changes(at(300), { size: 601, tree: treeAt(601) })).toBeNull();
  expect(tails.changes(at(300), { size: Number.MAX_SAFE_INTEGER, tree: treeAt(300) })).toBeNull();
  expect(tails.changes(at(300), at(301))).toHaveLength(1);
});

test('a tree id is what git says', () => {
  const oid = execFileSync('git', ['hash-object', '-t', 'tree', '--literally', '--stdin'], {
    input: Buffer.concat([Buffer.from('100644 0.json\0'), Buffer.from(blobOf(0), 'hex')]),
    encoding: 'utf8',
  });
  expect(treeAt(1)).toBe(oid.trim());
});
