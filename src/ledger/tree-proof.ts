import { Fault } from '../base/fault.ts';
import type { Checkpoint } from './checkpoint.ts';
import { paths, tailStart } from './layout.ts';
import { leafHash } from './merkle.ts';
import type { Proof } from './merkle-proof.ts';
import { hashCount, TILE_WIDTH, tileHashes } from './tile.ts';
import { inclusionRuns, proveByTiles, type TileRun, tileOf } from './tile-proof.ts';
import type { LedgerTree } from './tree.ts';

/** The proof that entry `index` is in the tree of a checkpoint, out of a branch's files. Throws Fault `ledger.inconsistent` where one is missing. */
export function proveInTree(tree: LedgerTree, { size }: Checkpoint, index: number): Proof {
  return proveByTiles(inclusionRuns(index, size), (run) => readRun(tree, size, run));
}

function readRun(tree: LedgerTree, size: number, run: TileRun): readonly Uint8Array[] {
  const { level, first, count } = run;
  // The entries of the tail have no tile.
  if (level === 0 && first >= tailStart(size))
    return Array.from({ length: count }, (_, at) => leafHash(need(tree, paths.tail(first + at))));
  const { index } = tileOf(run);
  const width = Math.min(TILE_WIDTH, hashCount(level, size) - index * TILE_WIDTH);
  const path = paths.tile({ level, index, width });
  const hashes = tileHashes(need(tree, path), width);
  if (hashes === null) throw new Fault('ledger.inconsistent', `${path} does not hold ${width} hashes`);
  return hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count);
}

function need(tree: LedgerTree, path: string): Uint8Array {
  const bytes = tree.read(path);
  if (bytes === null) throw new Fault('ledger.inconsistent', `${path} is missing`);
  return bytes;
}
