import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import { joinHashes } from '../../../src/ledger/verify/leaves.ts';
import { equalHashes, TileHashes } from '../../../src/ledger/verify/tiles.ts';
import { entriesOf, grow, leavesOf, treeOf } from '../sample.ts';

const { files } = grow(600);
const leaves = entriesOf(0, 600).map(({ bytes }) => leafHash(bytes));
const full = { level: 0, index: 1, width: 256 };
const above = { level: 1, index: 0, width: 2 };

describe('the hashes of a tile', () => {
  test('are the same from the files and from the entries', () => {
    const tiles = new TileHashes(treeOf(files), leavesOf(leaves));
    expect(tiles.filed(full)).toEqual(joinHashes(leaves.slice(256, 512)));
    expect(tiles.computed(full)).toEqual(joinHashes(leaves.slice(256, 512)));
    expect(tiles.filed(above)).toEqual(joinHashes([rootOf(leaves.slice(0, 256)), rootOf(leaves.slice(256, 512))]));
    expect(equalHashes(tiles.computed(above), tiles.filed(above))).toBe(true);
    expect(tiles.problems).toEqual([]);
  });

  test('cannot be computed when an entry is missing below', () => {
    const tiles = new TileHashes(treeOf(files), leavesOf(leaves.map((leaf, at) => (at === 300 ? null : leaf))));
    expect(tiles.computed(full)).toBeNull();
    expect(tiles.computed(above)).toBeNull();
    expect(tiles.computed({ ...full, index: 0 })).not.toBeNull();
  });

  test('of a missing or cut file are null, and reported once', () => {
    const broken = new Map(files).set('tile/0/001', toBytes('x'));
    broken.delete('tile/1/000.p/2');
    const tiles = new TileHashes(treeOf(broken), leavesOf(leaves));
    for (const tile of [full, above, full, above]) expect(tiles.filed(tile)).toBeNull();
    expect(tiles.problems.map(({ code }) => code)).toEqual(['tile-altered', 'tile-missing']);
  });
});

test('hashes are equal when every one is', () => {
  const hashes = joinHashes(leaves);
  expect(equalHashes(null, null)).toBe(true);
  expect(equalHashes(hashes, null)).toBe(false);
  expect(equalHashes(joinHashes(leaves.slice(1)), hashes)).toBe(false);
  expect(equalHashes(hashes, hashes.slice())).toBe(true);
});
