import { Fault } from '../../base/fault.ts';
import { paths, tailStart } from '../../ledger/layout.ts';
import { leafHash } from '../../ledger/merkle.ts';
import { verifyInclusion } from '../../ledger/merkle-proof.ts';
import { hashCount, TILE_WIDTH, tileHashes } from '../../ledger/tile.ts';
import { inclusionRuns, proveByTiles, type TileRun, tileOf } from '../../ledger/tile-proof.ts';
import type { TlogProof } from '../../ledger/tlog-proof.ts';
import type { EntryFiles } from './entry-files.ts';

export interface ProvenEntry {
  readonly entry: Uint8Array;
  /** Without extra data. */
  readonly proof: TlogProof;
}

/**
 * The proof of one entry against the branch's checkpoint, out of the few files that it needs; null where the ledger ends
 * before it. Whose signature the checkpoint carries is not asked. Throws Fault `ledger.inconsistent` when the files do
 * not prove the entry: a proof that fails is never handed out.
 */
export async function proveEntry(files: EntryFiles, index: number): Promise<ProvenEntry | null> {
  const entry = await files.entry(index);
  if (entry === null) return null;
  const { size, root } = files.checkpoint;
  const siblings = inclusionRuns(index, size);
  const hashes = new Map<TileRun, readonly Uint8Array[]>();
  for (const run of siblings.flat()) hashes.set(run, await readRun(files, run));
  const proof = proveByTiles(siblings, (run) => hashes.get(run) ?? []);
  if (!verifyInclusion({ leaf: leafHash(entry), index, size, root, proof }))
    throw damaged(`its hashes do not lead from entry ${index} to the root`);
  return { entry, proof: { index, hashes: proof, checkpoint: await files.content(paths.checkpoint), extra: null } };
}

async function readRun(files: EntryFiles, run: TileRun): Promise<readonly Uint8Array[]> {
  const { size } = files.checkpoint;
  const { level, first, count } = run;
  if (level === 0 && first >= tailStart(size)) return readTail(files, run);
  const { index } = tileOf(run);
  const width = Math.min(TILE_WIDTH, hashCount(level, size) - index * TILE_WIDTH);
  const path = paths.tile({ level, index, width });
  const tile = tileHashes(await files.content(path), width);
  if (tile === null) throw damaged(`${path} does not hold ${width} hashes`);
  return tile.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count);
}

/** The tail's entries have no tile: their hashes are made here. */
async function readTail(files: EntryFiles, { first, count }: TileRun): Promise<readonly Uint8Array[]> {
  const leaves: Uint8Array[] = [];
  for (let index = first; index < first + count; index += 1)
    leaves.push(leafHash(await files.content(paths.tail(index))));
  return leaves;
}

function damaged(what: string): Fault {
  return new Fault('ledger.inconsistent', `The ledger is not what its checkpoint counts: ${what}`, {
    next: 'Run `countersign ledger verify` and see what it names.',
  });
}
