import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isFault } from '../../src/base/fault.ts';
import {
  hashCount,
  indexPath,
  levelCount,
  newFullTiles,
  partialTile,
  storedTiles,
  tileBytes,
  tileHashes,
  tilePath,
} from '../../src/ledger/tile.ts';

describe('paths of tlog-tiles', () => {
  test.each([
    [0, '000'],
    [67, '067'],
    [999, '999'],
    [1000, 'x001/000'],
    [1234067, 'x001/x234/067'],
    [Number.MAX_SAFE_INTEGER, 'x009/x007/x199/x254/x740/991'],
  ])('index %i is %s', (index, path) => {
    expect(indexPath(index)).toBe(path);
  });

  test('a partial tile names its width, a full one does not', () => {
    expect(tilePath({ level: 1, index: 0, width: 1 })).toBe('tile/1/000.p/1');
    expect(tilePath({ level: 0, index: 1234, width: 256 })).toBe('tile/0/x001/234');
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 53])('%d is not an index', (index) => {
    let thrown: unknown;
    try {
      indexPath(index);
    } catch (error) {
      thrown = error;
    }
    expect(isFault(thrown, 'internal.bug')).toBe(true);
  });
});

describe('which tiles a ledger stores', () => {
  test.each([
    [0, []],
    [255, []],
    [256, ['tile/0/000', 'tile/1/000.p/1']],
    [300, ['tile/0/000', 'tile/1/000.p/1']],
    [600, ['tile/0/000', 'tile/0/001', 'tile/1/000.p/2']],
  ])('at size %i', (size, expected) => {
    expect(storedTiles(size).map(tilePath)).toEqual(expected);
  });

  test('70,000 entries fill a tile of level 1', () => {
    const above = storedTiles(70_000).filter(({ level }) => level > 0);
    expect(above.map(tilePath)).toEqual(['tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1']);
  });

  test('the widths are those of the specification', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.nat(5), (size, level) => {
        const width = Math.floor(size / 256 ** level) % 256;
        expect(partialTile(level, size)?.width ?? 0).toBe(width);
        expect(levelCount(size) > level).toBe(hashCount(level, size) > 0);
      }),
    );
  });

  test('full tiles are new once', () => {
    expect(newFullTiles(0, { oldSize: 255, size: 600 }).map(tilePath)).toEqual(['tile/0/000', 'tile/0/001']);
    expect(newFullTiles(0, { oldSize: 600, size: 767 })).toEqual([]);
  });
});

test('bytes of a tile are its hashes, and of no other width', () => {
  const hashes = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
  expect(tileHashes(tileBytes(hashes), 3)).toEqual(hashes);
  expect(tileHashes(tileBytes(hashes), 2)).toBeNull();
});
