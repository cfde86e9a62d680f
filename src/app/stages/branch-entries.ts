import { MINUTE } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { bundleEntries } from '../../ledger/bundle-entries.ts';
import type { OpenedCheckpoint } from '../../ledger/checkpoint.ts';
import { type Entry, parseEntry } from '../../ledger/entry.ts';
import { BUNDLE_SIZE, bundleCount, paths } from '../../ledger/layout.ts';
import type { LedgerLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';

/** A checkpoint of ours on the ledger's branch. */
export interface FoundOnBranch {
  readonly branch: LedgerBranch;
  readonly head: string;
  readonly checkpoint: OpenedCheckpoint;
}

/** A large ledger takes many requests; if somebody took over meanwhile, nobody would ever come to the end of it. */
const LEASE = 2 * MINUTE;

/** The entries from this index up to the size of the checkpoint. Anybody may have written them. */
export async function readEntriesOn(
  context: Context,
  lease: LedgerLease,
  { branch, head, checkpoint, from }: FoundOnBranch & { readonly from: number },
): Promise<readonly Entry[]> {
  const to = checkpoint.size;
  const read = async (path: string): Promise<Uint8Array> => {
    await context.store.ledgers.extend(lease, LEASE);
    return await needFile(branch, head, path);
  };
  const entries: Entry[] = [];
  const sealed = bundleCount(to) * BUNDLE_SIZE;
  for (let bundle = bundleCount(from); bundle < bundleCount(to); bundle++) {
    const lines = bundleEntries(bundle, await read(paths.bundle(bundle)));
    entries.push(...lines.slice(Math.max(0, from - bundle * BUNDLE_SIZE)).map(parseEntry));
  }
  for (let index = Math.max(from, sealed); index < to; index++) entries.push(parseEntry(await read(paths.tail(index))));
  return entries;
}

export async function needFile(branch: LedgerBranch, head: string, path: string): Promise<Uint8Array> {
  const bytes = await branch.read(head, path);
  if (bytes === null) throw new Fault('ledger.inconsistent', `The ledger branch has no ${path}`, { details: { head } });
  return bytes;
}
