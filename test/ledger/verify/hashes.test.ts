import { describe, expect, test } from '@jest/globals';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import { tileBytes } from '../../../src/ledger/tile.ts';
import { checkHashes } from '../../../src/ledger/verify/hashes.ts';
import { TileHashes } from '../../../src/ledger/verify/tiles.ts';
import { entriesOf, type Files, grow, leavesOf, ORIGIN, treeOf } from '../sample.ts';

const sample = grow(600).files;
const right = entriesOf(0, 600).map(({ bytes }) => leafHash(bytes));
const other = new Uint8Array(32).fill(3);
const checkpoint = { origin: ORIGIN, size: 600, root: rootOf(right) };

/** What is found when these leaves are altered and these files replaced; only codes and indexes. */
function found(altered: readonly number[], replaced: ReadonlyMap<string, Uint8Array> = new Map(), isSigned = true) {
  const leaves = leavesOf(right.map((leaf, at) => (altered.includes(at) ? other : leaf)));
  const files: Files = new Map([...sample, ...replaced]);
  const problems = checkHashes(new TileHashes(treeOf(files), leaves), { leaves, checkpoint, isSigned });
  return problems.map(({ code, index }) => (index === null ? code : `${code} ${index}`));
}

/** The tiles as they would be if entry 5 had always been another. */
function consistent(levels: number): ReadonlyMap<string, Uint8Array> {
  const leaves = right.with(5, other);
  const tiles = [
    ['tile/0/000', tileBytes(leaves.slice(0, 256))],
    ['tile/1/000.p/2', tileBytes([rootOf(leaves.slice(0, 256)), rootOf(leaves.slice(256, 512))])],
  ] as const;
  return new Map(tiles.slice(0, levels));
}

const brokenTile = new Map([['tile/0/000', tileBytes(right.slice(0, 256).with(9, other))]]);
const brokenEdge = new Map([['tile/1/000.p/2', tileBytes([other, rootOf(right.slice(256, 512))])]]);

describe('altered entries', () => {
  test('in bundles are named one by one', () => {
    expect(found([])).toEqual([]);
    expect(found([5])).toEqual(['root-mismatch', 'entry-altered 5']);
    expect(found([0, 255, 256, 511])).toEqual([
      'root-mismatch',
      'entry-altered 0',
      'entry-altered 255',
      'entry-altered 256',
      'entry-altered 511',
    ]);
  });

  test('in bundles are named even when the tail is altered too', () => {
    expect(found([5, 599])).toEqual(['root-mismatch', 'entry-altered 5', 'root-mismatch']);
  });

  test('in the tail alone leave the tail under suspicion, if the checkpoint can be trusted', () => {
    expect(found([599])).toEqual(['root-mismatch', 'root-mismatch']);
    expect(found([599], new Map(), false)).toEqual(['root-mismatch']);
  });

  test('together with their tile: the bundle is named, because the tile above proves it', () => {
    expect(found([5], consistent(1))).toEqual(['root-mismatch', 'tile-altered', 'bundle-altered']);
  });

  test('together with every tile above: only the root tells', () => {
    expect(found([5], consistent(2))).toEqual(['root-mismatch', 'root-mismatch']);
  });
});

describe('altered tiles', () => {
  test('are named, and the entries below are not blamed', () => {
    expect(found([], brokenTile)).toEqual(['tile-altered']);
    expect(found([], brokenEdge)).toEqual(['tile-altered']);
    expect(found([300], brokenTile)).toEqual(['root-mismatch', 'tile-altered', 'entry-altered 300']);
    expect(found([599], brokenEdge)).toEqual(['root-mismatch', 'tile-altered']);
    expect(found([300], brokenEdge)).toContain('entry-altered 300');
  });
});

describe('missing entries', () => {
  test('leave the others comparable', () => {
    const leaves = leavesOf(right.with(5, other).map((leaf, at) => (at === 300 ? null : leaf)));
    const problems = checkHashes(new TileHashes(treeOf(sample), leaves), { leaves, checkpoint, isSigned: true });
    expect(problems.map(({ code, index }) => [code, index])).toEqual([['entry-altered', 5]]);
  });

  test('at the end leave the full tiles comparable', () => {
    const leaves = leavesOf(right.slice(0, 520).with(5, other));
    const problems = checkHashes(new TileHashes(treeOf(sample), leaves), { leaves, checkpoint, isSigned: true });
    expect(problems.map(({ code }) => code)).toEqual(['tile-altered']);
  });
});
