import { concatBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { HASH_BYTES } from './digest.ts';

/** Tiles as C2SP tlog-tiles defines them. */

/** Hashes in a full tile, and entries in a bundle. */
export const TILE_WIDTH = 256;

export interface Tile {
  /** 0: leaf hashes; each level above covers 256 times more entries a hash. */
  readonly level: number;
  readonly index: number;
  /** 1 to 256 hashes. */
  readonly width: number;
}

/** The number in path elements of three digits, all but the last beginning with `x`: 1234067 is `x001/x234/067`. */
export function indexPath(index: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new Fault('internal.bug', `${index} is not an index`);
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  return (padded.match(/\d{3}/g) ?? []).map((group, at, all) => (at < all.length - 1 ? `x${group}` : group)).join('/');
}

/** `tile/<L>/<N>`, or `tile/<L>/<N>.p/<W>` when it is not full. */
export function tilePath({ level, index, width }: Tile): string {
  const path = `tile/${level}/${indexPath(index)}`;
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

/** How many complete hashes a level has at this size. */
export function hashCount(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The partial tile at the right of a level, or null where the level ends in a full tile (or has none). */
export function partialTile(level: number, size: number): Tile | null {
  const hashes = hashCount(level, size);
  const width = hashes % TILE_WIDTH;
  return width === 0 ? null : { level, index: Math.floor(hashes / TILE_WIDTH), width };
}

/** Full tiles that a level has at `size` and had not at `oldSize`. */
export function newFullTiles(
  level: number,
  sizes: { readonly oldSize: number; readonly size: number },
): readonly Tile[] {
  const first = hashCount(level + 1, sizes.oldSize);
  const count = hashCount(level + 1, sizes.size) - first;
  return Array.from({ length: count }, (_, at) => ({ level, index: first + at, width: TILE_WIDTH }));
}

/** Levels that hold at least one complete hash at this size: 0 up to this number, excluded. */
export function levelCount(size: number): number {
  let levels = 0;
  while (hashCount(levels, size) > 0) levels += 1;
  return levels;
}

/** Every tile that a ledger branch of this size stores: full ones, and partial ones of level 1 and above. */
export function storedTiles(size: number): readonly Tile[] {
  return Array.from({ length: levelCount(size) }, (_, level) => {
    const partial = level === 0 ? null : partialTile(level, size);
    const full = newFullTiles(level, { oldSize: 0, size });
    return partial === null ? full : [...full, partial];
  }).flat();
}

export function tileBytes(hashes: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...hashes);
}

/** The hashes of a tile's bytes, or null when the length is not that of the tile. */
export function tileHashes(bytes: Uint8Array, width: number): readonly Uint8Array[] | null {
  if (bytes.length !== width * HASH_BYTES) return null;
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}
