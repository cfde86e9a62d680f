import { Fault } from '../base/fault.ts';
import { bundleEntries } from './bundle-entries.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { bundleCount, paths, tailStart } from './layout.ts';
import type { Problem } from './problem.ts';
import type { LedgerTree } from './tree.ts';
import { heldSize, readContents } from './verify/contents.ts';
import { checkHashes } from './verify/hashes.ts';
import { Leaves } from './verify/leaves.ts';
import { TileHashes } from './verify/tiles.ts';

/** A ledger whose entries and tiles are what its checkpoint says. Who signed the checkpoint is another question. */
export interface IntactLedger {
  readonly tree: LedgerTree;
  readonly checkpoint: Checkpoint;
  /** The checkpoint's bytes, signatures included. */
  readonly note: Uint8Array;
  readonly leaves: Leaves;
}

/**
 * Compares entries, bundles, tiles and root with the checkpoint, so that nothing altered is passed on. Throws Fault
 * `ledger.not-found` (no checkpoint), `ledger.checkpoint` (it cannot be read) or `ledger.inconsistent`.
 */
export function readIntact(tree: LedgerTree): IntactLedger {
  const note = tree.read(paths.checkpoint);
  if (note === null) throw new Fault('ledger.not-found', 'The branch holds no checkpoint');
  const checkpoint = parseCheckpoint(note);
  const { size } = checkpoint;
  const held = heldSize(tree.list());
  // A hostile checkpoint may claim 2^53 entries: nobody should have to look for each.
  if (size > held) throw altered(`the checkpoint counts ${size} entries, the files hold ${held}`);
  const leaves = new Leaves();
  const problems: Problem[] = [];
  for (const read of readContents(tree, size, { statements: null, like: null })) {
    leaves.append(read.leaves, read.root);
    problems.push(...read.problems);
  }
  const tiles = new TileHashes(tree, leaves);
  const hashes = checkHashes(tiles, { leaves, checkpoint, isSigned: false });
  const [first] = [...problems, ...hashes, ...tiles.problems];
  if (first !== undefined) throw altered(first.message);
  return { tree, checkpoint, note, leaves };
}

/** The bytes of entries 0 to `size` in order, a bundle at a time. Throws Fault `ledger.inconsistent` at a missing one. */
export function* readEntries(tree: LedgerTree, size: number): Generator<Uint8Array> {
  for (let bundle = 0; bundle < bundleCount(size); bundle += 1) {
    yield* bundleEntries(bundle, requireFile(tree, paths.bundle(bundle)));
  }
  for (let index = tailStart(size); index < size; index += 1) yield requireFile(tree, paths.tail(index));
}

function requireFile(tree: LedgerTree, path: string): Uint8Array {
  const bytes = tree.read(path);
  if (bytes === null) throw altered(`${path} is missing`);
  return bytes;
}

function altered(reason: string): Fault {
  return new Fault('ledger.inconsistent', `The ledger is not what its checkpoint says: ${reason}`, {
    next: 'Run `countersign ledger verify`, which names every problem.',
  });
}
