import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { edgeTiles, rootOfTiles } from '../../src/ledger/edge-tiles.ts';
import { leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { tilePath } from '../../src/ledger/tile.ts';
import { tilesFile } from '../../src/ledger/tiles-directory.ts';
import { entriesOf, grow } from './sample.ts';

test('the highest level comes first; a full tile is no edge', () => {
  expect(edgeTiles(0)).toEqual([]);
  expect(edgeTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
  expect(edgeTiles(65_536 * 3 + 256 + 7).map(tilePath)).toEqual(['tile/2/000.p/3', 'tile/1/003.p/1', 'tile/0/769.p/7']);
});

test('the tiles of a ledger give the root of every size up to its own', () => {
  const { files } = grow(1, 700);
  const leaves = entriesOf(0, 700).map(({ bytes }) => leafHash(bytes));
  const tileOf = (path: string): Uint8Array => {
    const file = tilesFile(path, 700);
    return file?.build(file.needs.map((need) => files.get(need) ?? new Uint8Array())) ?? new Uint8Array();
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), (size) => {
      const contents = edgeTiles(size).map((tile) => tileOf(tilePath(tile)));
      expect(rootOfTiles(size, contents)).toEqual(rootOf(leaves.slice(0, size)));
    }),
    { numRuns: 60 },
  );
});

test('tiles of another width are refused', () => {
  expect(() => rootOfTiles(3, [new Uint8Array(64)])).toThrow(expect.objectContaining({ code: 'ledger.inconsistent' }));
  expect(() => rootOfTiles(3, [])).toThrow(expect.objectContaining({ code: 'ledger.inconsistent' }));
});
