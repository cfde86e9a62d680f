import { Fault } from '../../base/fault.ts';
import type { Proof } from '../../ledger/merkle-proof.ts';
import { consistencyRuns, proveByTiles, rootRuns, type TileRun } from '../../ledger/tile-proof.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { fromStored } from './stored.ts';

/** What the archive proves of a ledger of any length, out of a few reads. */

interface Growth {
  readonly oldSize: number;
  readonly size: number;
}

/** That the tree of `size` entries continues the one of `oldSize` (RFC 6962, section 2.1.2). */
export async function proveGrowth(
  context: Context,
  ledger: Pick<LedgerState, 'id'>,
  { oldSize, size }: Growth,
): Promise<Proof> {
  return await prove(context, ledger, consistencyRuns(oldSize, size));
}

/** The root over the first `size` entries, which is at least 1. */
export async function rootAt(context: Context, ledger: Pick<LedgerState, 'id'>, size: number): Promise<Uint8Array> {
  const [root] = await prove(context, ledger, [rootRuns(size)]);
  if (root === undefined) throw new Fault('internal.bug', `no root of ${size} entries`);
  return root;
}

async function prove(
  { store }: Context,
  { id }: Pick<LedgerState, 'id'>,
  runs: readonly (readonly TileRun[])[],
): Promise<Proof> {
  const read = new Map<TileRun, readonly Uint8Array[]>();
  for (const run of runs.flat()) {
    const { level, first, count } = run;
    const hashes =
      level === 0
        ? await store.ledgers.leaves(id, first, first + count)
        : await store.ledgers.subtrees(id, level, first, first + count);
    if (hashes.length !== count)
      throw new Fault('internal.bug', `the archive lacks hashes of level ${level} from ${first} on`);
    read.set(run, hashes.map(fromStored));
  }
  return proveByTiles(runs, (run) => read.get(run) ?? []);
}
