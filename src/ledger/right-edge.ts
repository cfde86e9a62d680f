import { equalBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { type Decided, decide, type FileAddition, type FileChanges, publishChanges } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { edgeTiles } from './edge-tiles.ts';
import { paths, tailStart } from './layout.ts';
import { appendLeaves, type Edge, leafHash, rootOfEdge } from './merkle.ts';
import { hashCount, levelCount, TILE_WIDTH, type Tile, tileHashes } from './tile.ts';

/** All that appending needs to know of a ledger, whatever its size: what stands at its right end. */
export interface RightEdge {
  readonly size: number;
  readonly edge: Edge;
  /** Bytes of the entries after the last sealed bundle. */
  readonly tail: readonly Uint8Array[];
  /** Their leaf hashes. */
  readonly leaves: readonly Uint8Array[];
  /** By level, from 1: the hashes that the level's partial tile holds. */
  readonly partial: ReadonlyMap<number, readonly Uint8Array[]>;
}

export const emptyEdge: RightEdge = { size: 0, edge: [], tail: [], leaves: [], partial: new Map() };

/** The files that hold it, at this size: the tail, and the partial tiles from level 1 on. */
export function rightEdgePaths(size: number): readonly string[] {
  const tail = Array.from({ length: size - tailStart(size) }, (_, at) => paths.tail(tailStart(size) + at));
  return [...tail, ...upperTiles(size).map(paths.tile)];
}

/**
 * Reads it from those files. Throws Fault `ledger.inconsistent` where one is damaged or together they do not give the
 * checkpoint's root: nothing may be signed on top of that.
 */
export function readRightEdge({ size, root }: Checkpoint, read: (path: string) => Uint8Array): RightEdge {
  const tail = Array.from({ length: size - tailStart(size) }, (_, at) => read(paths.tail(tailStart(size) + at)));
  const partial = new Map<number, readonly Uint8Array[]>();
  for (const tile of upperTiles(size)) {
    const hashes = tileHashes(read(paths.tile(tile)), tile.width);
    if (hashes === null) throw new Fault('ledger.inconsistent', `${paths.tile(tile)} is not ${tile.width} hashes long`);
    partial.set(tile.level, hashes);
  }
  // The highest level first, as the edge has its largest subtree first.
  const leaves = tail.map(leafHash);
  const edge = [...partial.values(), leaves].flatMap((hashes) => appendLeaves([], 0, hashes).edge);
  if (!equalBytes(rootOfEdge(edge), root))
    throw new Fault(
      'ledger.inconsistent',
      'the tail and the tiles of the branch do not give the root that was signed',
      {
        next: 'Run `countersign ledger verify` and see what it names.',
      },
    );
  return { size, edge, tail, leaves, partial };
}

function upperTiles(size: number): readonly Tile[] {
  return edgeTiles(size).filter(({ level }) => level > 0);
}

export interface Extension {
  readonly after: RightEdge;
  readonly root: Uint8Array;
  /** What the branch becomes, once the checkpoint of the new size is signed. `files`: beside the data, at genesis. */
  readonly changes: (note: Uint8Array, files?: readonly FileAddition[]) => FileChanges;
}

/** The ledger with these entries at its end. Pure: the same arguments give the same bytes, so a batch can be published again. */
export function extend(before: RightEdge, entries: readonly Uint8Array[]): Extension {
  const decided = decide(before, entries);
  const first = tailStart(before.size);
  const held = [...before.tail, ...entries];
  const leaves = [...before.leaves, ...decided.leaves];
  const subtree = lookUp(before, decided);
  const after: RightEdge = {
    size: decided.size,
    edge: decided.edge,
    tail: held.slice(tailStart(decided.size) - first),
    leaves: leaves.slice(tailStart(decided.size) - first),
    partial: partialsOf(decided.size, subtree),
  };
  return {
    after,
    root: decided.root,
    changes: (note, files = []) =>
      publishChanges({
        publishedSize: before.size,
        decidedSize: decided.size,
        entry: (index) => present(held[index - first], `entry ${index}`),
        leaf: (index) => present(leaves[index - first], `leaf ${index}`),
        subtree,
        note,
        files,
      }),
  };
}

type Lookup = (level: number, index: number) => Uint8Array;

function lookUp({ size, partial }: RightEdge, { subtrees }: Decided): Lookup {
  const added = new Map(subtrees.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return (level, index) => {
    const first = Math.floor(hashCount(level, size) / TILE_WIDTH) * TILE_WIDTH;
    return present(added.get(`${level}/${index}`) ?? partial.get(level)?.[index - first], `subtree ${level}/${index}`);
  };
}

function partialsOf(size: number, subtree: Lookup): ReadonlyMap<number, readonly Uint8Array[]> {
  const partial = new Map<number, readonly Uint8Array[]>();
  for (let level = levelCount(size) - 1; level >= 1; level -= 1) {
    const count = hashCount(level, size);
    const first = Math.floor(count / TILE_WIDTH) * TILE_WIDTH;
    if (count > first)
      partial.set(
        level,
        Array.from({ length: count - first }, (_, at) => subtree(level, first + at)),
      );
  }
  return partial;
}

function present(bytes: Uint8Array | undefined, what: string): Uint8Array {
  if (bytes === undefined) throw new Fault('internal.bug', `${what} is not at the right edge`);
  return bytes;
}
