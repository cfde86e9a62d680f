import { Fault } from '../../base/fault.ts';
import { edgeTiles } from '../../ledger/edge-tiles.ts';
import { appendLeaves, type Edge } from '../../ledger/merkle.ts';
import type { Proof } from '../../ledger/merkle-proof.ts';
import { TILE_WIDTH } from '../../ledger/tile.ts';
import { consistencyRuns, proveByTiles, rootRuns, type TileRun } from '../../ledger/tile-proof.ts';
import type { LedgerState, Store } from '../../store/store.ts';
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

/** The right edge of the first `size` entries: what appending to them starts from. */
export async function edgeAt({ store }: Context, { id }: Pick<LedgerState, 'id'>, size: number): Promise<Edge> {
  const edge: Uint8Array[] = [];
  for (const { level, index, width } of edgeTiles(size)) {
    const hashes = await readRun(store, id, { level, first: index * TILE_WIDTH, count: width });
    edge.push(...appendLeaves([], 0, hashes).edge);
  }
  return edge;
}

async function prove(
  { store }: Context,
  { id }: Pick<LedgerState, 'id'>,
  runs: readonly (readonly TileRun[])[],
): Promise<Proof> {
  const read = new Map<TileRun, readonly Uint8Array[]>();
  for (const run of runs.flat()) read.set(run, await readRun(store, id, run));
  return proveByTiles(runs, (run) => read.get(run) ?? []);
}

async function readRun(store: Store, id: number, { level, first, count }: TileRun): Promise<readonly Uint8Array[]> {
  const hashes =
    level === 0
      ? await store.ledgers.leaves(id, first, first + count)
      : await store.ledgers.subtrees(id, level, first, first + count);
  if (hashes.length !== count)
    throw new Fault('internal.bug', `the archive lacks hashes of level ${level} from ${first} on`);
  return hashes.map(fromStored);
}
