import { Fault } from '../base/fault.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Proof } from './merkle-proof.ts';
import { inclusionRuns, proveByTiles, runHashes, runPaths, type TileRun, tileWidth } from './tile-proof.ts';
import type { LedgerTree } from './tree.ts';

/** The proof that entry `index` is in the tree of a checkpoint, out of a branch's files. Throws Fault `ledger.inconsistent` where one is missing. */
export function proveInTree(tree: LedgerTree, { size }: Checkpoint, index: number): Proof {
  return proveByTiles(inclusionRuns(index, size), (run) => readRun(tree, size, run));
}

function readRun(tree: LedgerTree, size: number, run: TileRun): readonly Uint8Array[] {
  const files = runPaths(run, size);
  const hashes = runHashes(
    run,
    size,
    files.map((path) => need(tree, path)),
  );
  if (hashes === null)
    throw new Fault('ledger.inconsistent', `${files.join()} does not hold ${tileWidth(run, size)} hashes`);
  return hashes;
}

function need(tree: LedgerTree, path: string): Uint8Array {
  const bytes = tree.read(path);
  if (bytes === null) throw new Fault('ledger.inconsistent', `${path} is missing`);
  return bytes;
}
