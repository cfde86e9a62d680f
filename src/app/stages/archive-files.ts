import { toBytes } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { type FileChanges, publishChanges, subtreesNeeded } from '../../ledger/batch.ts';
import { parseEntry } from '../../ledger/entry.ts';
import { paths, tailStart } from '../../ledger/layout.ts';
import { commitMessage } from '../../ledger/message.ts';
import type { LedgerState, Store } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { BranchChange } from '../ports.ts';
import type { BranchNotes } from './cosigned-note.ts';
import { pinsOf, readPinned } from './pinned-files.ts';
import { fromStored } from './stored.ts';

/**
 * The change of the branch from one size to the decided one, made of what the database keeps: also the files that are not
 * data, where the entries in between pin them.
 */
export async function changesFrom(
  context: Context,
  ledger: LedgerState,
  from: { readonly size: number; readonly notes: BranchNotes },
): Promise<FileChanges> {
  const sizes = { publishedSize: from.size, decidedSize: ledger.decided.size };
  const entries = await readEntries(context.store, ledger, tailStart(from.size));
  const subtree = await readSubtrees(context.store, ledger, subtreesNeeded(sizes));
  const entry = (index: number): Uint8Array => present(entries.get(index), `entry ${index}`);
  const fresh = [...entries].filter(([index]) => index >= from.size).map(([, bytes]) => bytes);
  const files = await readPinned(context, ledger, pinsOf(fresh));
  const { checkpoint, witnessed, isOutstanding } = from.notes;
  const cosigned = witnessed !== null && (isOutstanding || from.size === 0);
  return publishChanges({
    ...sizes,
    entry,
    subtree,
    note: checkpoint,
    files: cosigned ? [...files, { path: paths.witnessed, bytes: witnessed }] : files,
  });
}

/** The message of the commit that brings the branch from this size to the decided one. */
export async function messageFrom(
  context: Context,
  ledger: LedgerState,
  size: number,
): Promise<BranchChange['message']> {
  const entries = await context.store.ledgers.entries(ledger.id, size, ledger.decided.size);
  const { origin, decided } = ledger;
  const checkpoint = { origin, size: decided.size, root: fromStored(decided.root) };
  return commitMessage(
    checkpoint,
    entries.map(({ bytes }) => parseEntry(toBytes(bytes))),
  );
}

async function readEntries(store: Store, ledger: LedgerState, from: number): Promise<ReadonlyMap<number, Uint8Array>> {
  const stored = await store.ledgers.entries(ledger.id, from, ledger.decided.size);
  return new Map(stored.map(({ index, bytes }) => [index, toBytes(bytes)]));
}

type Ranges = ReturnType<typeof subtreesNeeded>;

async function readSubtrees(
  store: Store,
  ledger: LedgerState,
  ranges: Ranges,
): Promise<(level: number, index: number) => Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const { level, from, to } of ranges) {
    const hashes = await store.ledgers.subtrees(ledger.id, level, from, to);
    hashes.forEach((hash, at) => found.set(`${level}/${from + at}`, fromStored(hash)));
  }
  return (level, index) => present(found.get(`${level}/${index}`), `subtree ${level}/${index}`);
}

function present(bytes: Uint8Array | undefined, what: string): Uint8Array {
  if (bytes === undefined) throw new Fault('internal.bug', `${what} is not in the archive`);
  return bytes;
}
