import { expect, test } from '@jest/globals';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import { tileBytes } from '../../../src/ledger/tile.ts';
import { provenEdge } from '../../../src/ledger/verify/edge.ts';
import { joinHashes } from '../../../src/ledger/verify/leaves.ts';
import { TileHashes } from '../../../src/ledger/verify/tiles.ts';
import { entriesOf, grow, leavesOf, treeOf } from '../sample.ts';

const { files } = grow(600);
const leaves = entriesOf(0, 600).map(({ bytes }) => leafHash(bytes));
const of = { size: 600, root: rootOf(leaves) };
const other = new Uint8Array(32).fill(3);
const right = joinHashes([rootOf(leaves.slice(0, 256)), rootOf(leaves.slice(256, 512))]);

function tilesOf(held: ReadonlyMap<string, Uint8Array>, hashes: readonly (Uint8Array | null)[]): TileHashes {
  return new TileHashes(treeOf(held), leavesOf(hashes));
}

test('the tiles that hash to the root are proven', () => {
  const edge = provenEdge(tilesOf(files, leaves), of);
  expect(edge).toEqual([{ tile: { level: 1, index: 0, width: 2 }, hashes: right }]);
});

test('where an entry below was altered, the file is proven; where the file was, the entries are', () => {
  expect(provenEdge(tilesOf(files, leaves.with(9, other)), of)?.[0]?.hashes).toEqual(right);
  const broken = new Map(files).set('tile/1/000.p/2', tileBytes([other, other]));
  expect(provenEdge(tilesOf(broken, leaves), of)?.[0]?.hashes).toEqual(right);
  // Both altered: what is filed below them still gives the root, until that is altered too.
  expect(provenEdge(tilesOf(broken, leaves.with(9, other)), of)?.[0]?.hashes).toEqual(right);
  broken.set('tile/0/000', tileBytes(Array.from({ length: 256 }, () => other)));
  expect(provenEdge(tilesOf(broken, leaves.with(9, other)), of)).toBeNull();
});

test('with the tail altered or incomplete, nothing is proven', () => {
  expect(provenEdge(tilesOf(files, leaves.with(599, other)), of)).toBeNull();
  expect(provenEdge(tilesOf(files, leaves.with(599, null as never)), of)).toBeNull();
});

test('a ledger without tiles is proven by its tail alone', () => {
  const few = leaves.slice(0, 9);
  expect(provenEdge(tilesOf(new Map(), few), { size: 9, root: rootOf(few) })).toEqual([]);
});
