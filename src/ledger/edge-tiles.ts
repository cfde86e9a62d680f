import { Fault } from '../base/fault.ts';
import { appendLeaves, rootOfEdge } from './merkle.ts';
import { levelCount, partialTile, type Tile, tileHashes } from './tile.ts';

/**
 * The partial tiles of a size, the highest level first: the root depends on nothing else. As wider tiles begin with
 * narrower ones, they also tell the root that the same tiles give at every smaller size.
 */
export function edgeTiles(size: number): readonly Tile[] {
  return Array.from({ length: levelCount(size) }, (_, level) => partialTile(level, size))
    .filter((tile) => tile !== null)
    .toReversed();
}

/** The root over the bytes of `edgeTiles(size)`, in their order. Throws Fault `ledger.inconsistent` on another length. */
export function rootOfTiles(size: number, contents: readonly Uint8Array[]): Uint8Array {
  const runs = edgeTiles(size).map(({ width }, at) => tileHashes(contents[at] ?? new Uint8Array(), width));
  return rootOfEdge(
    runs.flatMap((hashes) => {
      if (hashes === null)
        throw new Fault('ledger.inconsistent', `a tile at the edge of size ${size} has another width`);
      return appendLeaves([], 0, hashes).edge;
    }),
  );
}
