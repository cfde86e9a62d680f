import { Fault, isFault } from '../../base/fault.ts';
import { type Checkpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import { paths } from '../../ledger/layout.ts';
import { leafHash } from '../../ledger/merkle.ts';
import { type Proof, verifyInclusion } from '../../ledger/merkle-proof.ts';
import { inclusionRuns, proveByTiles, runHashes, runPaths, type TileRun, tileWidth } from '../../ledger/tile-proof.ts';
import type { TlogProof } from '../../ledger/tlog-proof.ts';
import type { EntryFiles } from './entry-files.ts';

export interface ProvenEntry {
  readonly entry: Uint8Array;
  /** What the proof leads to: the branch's checkpoint, or the one that witnesses cosigned. */
  readonly checkpoint: Checkpoint;
  /** Without extra data. */
  readonly proof: TlogProof;
}

/**
 * The proof of one entry, out of the few files that it needs; null where the ledger ends before it. It is made against the
 * checkpoint that witnesses cosigned where that one counts the entry, else against the newest. Whose signatures they carry
 * is not asked. Throws Fault `ledger.inconsistent` when the files do not prove the entry: a proof that fails is never
 * handed out.
 */
export async function proveEntry(files: EntryFiles, index: number): Promise<ProvenEntry | null> {
  const entry = await files.entry(index);
  if (entry === null) return null;
  for (const note of await notesFor(files, index)) {
    const checkpoint = parseCheckpoint(note);
    const { size, root } = checkpoint;
    const hashes = await readProof(files, inclusionRuns(index, size));
    if (verifyInclusion({ leaf: leafHash(entry), index, size, root, proof: hashes }))
      return { entry, checkpoint, proof: { index, hashes, checkpoint: note, extra: null } };
  }
  throw damaged(`its hashes do not lead from entry ${index} to the root`);
}

/** Checkpoints that count the entry, the cosigned one first: what is wrong with it `ledger verify` names. */
async function notesFor(files: EntryFiles, index: number): Promise<readonly Uint8Array[]> {
  const newest = await files.content(paths.checkpoint);
  const witnessed = files.has(paths.witnessed) ? await files.content(paths.witnessed) : null;
  const size = witnessed === null ? 0 : sizeOf(witnessed);
  return witnessed !== null && size > index && size <= files.checkpoint.size ? [witnessed, newest] : [newest];
}

/** 0: it is no checkpoint. */
function sizeOf(note: Uint8Array): number {
  try {
    return parseCheckpoint(note).size;
  } catch (error) {
    if (!isFault(error, 'ledger.checkpoint')) throw error;
    return 0;
  }
}

async function readProof(files: EntryFiles, siblings: ReturnType<typeof inclusionRuns>): Promise<Proof> {
  const hashes = new Map<TileRun, readonly Uint8Array[]>();
  for (const run of siblings.flat()) hashes.set(run, await readRun(files, run));
  return proveByTiles(siblings, (run) => hashes.get(run) ?? []);
}

async function readRun(files: EntryFiles, run: TileRun): Promise<readonly Uint8Array[]> {
  const { size } = files.checkpoint;
  const named = runPaths(run, size);
  const contents: Uint8Array[] = [];
  for (const path of named) contents.push(await files.content(path));
  const hashes = runHashes(run, size, contents);
  if (hashes === null) throw damaged(`${named.join()} does not hold ${tileWidth(run, size)} hashes`);
  return hashes;
}

function damaged(what: string): Fault {
  return new Fault('ledger.inconsistent', `The ledger is not what its checkpoint counts: ${what}`, {
    next: 'Run `countersign ledger verify` and see what it names.',
  });
}
