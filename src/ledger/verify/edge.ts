import { equalBytes } from '../../base/bytes.ts';
import { bundleCount } from '../layout.ts';
import { appendLeaves, rootOf, rootOfEdge } from '../merkle.ts';
import { levelCount, partialTile, TILE_WIDTH, type Tile } from '../tile.ts';
import { type Hashes, hashesIn, joinHashes } from './leaves.ts';
import { equalHashes, type TileHashes } from './tiles.ts';

/** A partial tile at the right edge, and the hashes that the signed root vouches for. */
export interface EdgeTile {
  readonly tile: Tile;
  readonly hashes: Hashes;
}

/**
 * The root depends on nothing but the tail's leaf hashes and the partial tiles of the levels above. So a signed root
 * tells which of them are right: those that hash to it. Where a tile's file and its recomputation differ, both are
 * tried, and what the files below it give (at most 3^7 ways: 2^53 entries have seven levels). Null: no choice gives the root, so none is vouched for.
 */
export function provenEdge(
  hashes: TileHashes,
  of: { readonly size: number; readonly root: Uint8Array },
): readonly EdgeTile[] | null {
  const { size, root } = of;
  const tail = hashes.computed({ level: 0, index: bundleCount(size), width: size % TILE_WIDTH });
  if (tail === null) return null;
  const tiles = Array.from({ length: levelCount(size) }, (_, level) => (level === 0 ? null : partialTile(level, size)));
  const choices = tiles
    .filter((tile) => tile !== null)
    .toReversed() // the highest level covers the oldest entries, and stands first in the edge
    .map((tile) => candidates(hashes, tile).map((candidate) => ({ tile, hashes: candidate })));
  return (
    combinations(choices).find((edge) => equalBytes(rootOver([...edge.map((one) => one.hashes), tail]), root)) ?? null
  );
}

function candidates(hashes: TileHashes, tile: Tile): readonly Hashes[] {
  const [filed, computed] = [hashes.filed(tile), hashes.computed(tile)];
  const found = filed !== null && equalHashes(filed, computed) ? [filed] : [filed, computed, summed(hashes, tile)];
  return found.filter((candidate) => candidate !== null);
}

/** The tile as the files one level below give it: right where both the tile and an entry below it were altered. */
export function summed(hashes: TileHashes, { level, index, width }: Tile): Hashes | null {
  const below = Array.from({ length: width }, (_, at) => index * TILE_WIDTH + at).map((child) =>
    hashes.filed({ level: level - 1, index: child, width: TILE_WIDTH }),
  );
  const roots = below.filter((child) => child !== null).map((child) => rootOf(hashesIn(child)));
  return roots.length === width ? joinHashes(roots) : null;
}

function combinations<T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return choices.reduce<readonly (readonly T[])[]>(
    (heads, options) => heads.flatMap((head) => options.map((option) => [...head, option])),
    [[]],
  );
}

/** The root of a tree whose right edge is made of these runs of equal subtrees, largest first. */
function rootOver(runs: readonly Hashes[]): Uint8Array {
  return rootOfEdge(runs.flatMap((run) => appendLeaves([], 0, hashesIn(run)).edge));
}
