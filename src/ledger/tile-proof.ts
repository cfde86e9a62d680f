import { Fault } from '../base/fault.ts';
import { paths, tailStart } from './layout.ts';
import { leafHash, rootOf, rootOfEdge } from './merkle.ts';
import type { Proof } from './merkle-proof.ts';
import { hashCount, TILE_WIDTH, tileHashes } from './tile.ts';

/**
 * Inclusion and consistency proofs out of tiles: what a proof needs of a log of any length is a few hundred hashes.
 * First the runs of hashes are named, then whoever can read fetches them, then they become the proof.
 */

/** Hashes `first` to `first + count - 1` of a tile level. They lie in one tile and are a complete subtree. */
export interface TileRun {
  readonly level: number;
  readonly first: number;
  /** A power of two, below 256. */
  readonly count: number;
}

/** For each hash of the proof, leaf sibling first, the runs that it is made of, from left to right. */
export function inclusionRuns(index: number, size: number): readonly (readonly TileRun[])[] {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new Fault('internal.bug', `a tree of ${size} entries has none at ${index}`);
  const siblings: (readonly TileRun[])[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const split = from + largestPowerBelow(to - from);
    if (index < split) {
      siblings.push(runsOf(split, to));
      to = split;
    } else {
      siblings.push(runsOf(from, split));
      from = split;
    }
  }
  return siblings.toReversed();
}

/**
 * The same for the proof that a tree of `size` entries continues one of `oldSize` (RFC 6962, section 2.1.2). No hash for
 * 0 and for the size itself.
 */
export function consistencyRuns(oldSize: number, size: number): readonly (readonly TileRun[])[] {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > size)
    throw new Fault('internal.bug', `a tree of ${size} entries had never ${oldSize}`);
  if (oldSize === 0) return [];
  const siblings: (readonly TileRun[])[] = [];
  let [from, to] = [0, size];
  while (to > oldSize) {
    const split = from + largestPowerBelow(to - from);
    if (oldSize <= split) {
      siblings.push(runsOf(split, to));
      to = split;
    } else {
      siblings.push(runsOf(from, split));
      from = split;
    }
  }
  // The old tree's own right edge begins the proof, unless that is the whole old tree.
  return [...(from === 0 ? [] : [runsOf(from, to)]), ...siblings.toReversed()];
}

/** The runs that the root of a tree of `size` entries, at least 1, is made of. */
export function rootRuns(size: number): readonly TileRun[] {
  return runsOf(0, size);
}

/** The proof, by a reader that has every run that was named for it. */
export function proveByTiles(
  siblings: readonly (readonly TileRun[])[],
  read: (run: TileRun) => readonly Uint8Array[],
): Proof {
  return siblings.map((runs) => rootOfEdge(runs.map((run) => rootOf(read(run)))));
}

/** The tile that a run lies in. */
export function tileOf({ level, first }: TileRun): { readonly level: number; readonly index: number } {
  return { level, index: Math.floor(first / TILE_WIDTH) };
}

/** The files of a ledger branch of this size that hold a run: a tile, or entries of the tail, which has none. */
export function runPaths(run: TileRun, size: number): readonly string[] {
  const { level, first, count } = run;
  if (isInTail(run, size)) return Array.from({ length: count }, (_, at) => paths.tail(first + at));
  return [paths.tile({ level, index: tileOf(run).index, width: tileWidth(run, size) })];
}

/** The run's hashes out of those files' contents; null: the tile has another width than this size gives it. */
export function runHashes(run: TileRun, size: number, contents: readonly Uint8Array[]): readonly Uint8Array[] | null {
  if (isInTail(run, size)) return contents.map(leafHash);
  const from = run.first % TILE_WIDTH;
  return tileHashes(contents[0] ?? new Uint8Array(), tileWidth(run, size))?.slice(from, from + run.count) ?? null;
}

function isInTail({ level, first }: TileRun, size: number): boolean {
  return level === 0 && first >= tailStart(size);
}

/** Hashes in the tile that a run lies in, at this size. */
export function tileWidth(run: TileRun, size: number): number {
  return Math.min(TILE_WIDTH, hashCount(run.level, size) - tileOf(run).index * TILE_WIDTH);
}

/** The leaves [from, to), which begin where a subtree of their size may, as complete subtrees, largest first. */
function runsOf(from: number, to: number): readonly TileRun[] {
  const runs: TileRun[] = [];
  for (let at = from; at < to; ) {
    const leaves = largestPowerBelow(to - at + 1);
    let [level, unit] = [0, 1];
    while (unit * TILE_WIDTH <= leaves) [level, unit] = [level + 1, unit * TILE_WIDTH];
    runs.push({ level, first: at / unit, count: leaves / unit });
    at += leaves;
  }
  return runs;
}

/** The largest power of two below `size`, which is at least 2. */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
