import { equalBytes, toBase64, toBytes } from '../../base/bytes.ts';
import { fromRfc3339 } from '../../base/clock.ts';
import { decide } from '../../ledger/batch.ts';
import { parseEntry } from '../../ledger/entry.ts';
import { rootOfEdge } from '../../ledger/merkle.ts';
import type { LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { edgeAt } from './archive-proof.ts';
import { type FoundOnBranch, readEntriesOn } from './branch-entries.ts';
import { fromStored } from './stored.ts';

/**
 * The branch holds a checkpoint of ours that continues what is published here, and not the batch that was decided since:
 * the database had gone back in time, and whoever decided the batch did not see what the branch had (GitHub showed an old
 * head, or nothing told the process). The branch is what everybody knows, and the batch has never left the database: who
 * waits for it and the witnesses hear of published entries only, and the push was refused. So the batch waits again,
 * and what the branch has can be adopted. Anything else is left as it is.
 */
export async function takeBackUnseen(context: Context, lease: LedgerLease, found: FoundOnBranch): Promise<LedgerState> {
  const { ledger } = lease;
  const { decided, published } = ledger;
  const { checkpoint } = found;
  if (decided.size === published.size || checkpoint.size <= published.size) return ledger;
  const size = published.size;
  const entries = (await readEntriesOn(context, lease, { ...found, from: size })).map(({ bytes }) => bytes);
  const before = { size, edge: await edgeAt(context, ledger, size) };
  const rootOf = (count: number): Uint8Array => decide(before, entries.slice(0, count - size)).root;
  if (checkpoint.size >= decided.size && equalBytes(rootOf(decided.size), fromStored(decided.root))) return ledger;
  if (!equalBytes(rootOf(checkpoint.size), checkpoint.root)) return ledger;
  const kept = {
    root: toBase64(rootOfEdge(before.edge)),
    edge: before.edge.map(toBase64),
    time: await timeAt(context, ledger, size),
  };
  const known = await context.store.ledgers.takeBack(lease, kept);
  context.signed.delete(ledger.id);
  context.log.error(
    { ledger: ledger.id, origin: ledger.origin, published: size, decided: decided.size, found: checkpoint.size },
    'Entries were decided that the ledger branch has others for: they were never published, and wait again',
  );
  return known;
}

/** Of the newest of so many entries, in milliseconds; 0: there is none. */
async function timeAt({ store }: Context, { id }: LedgerState, size: number): Promise<number> {
  const [newest] = size === 0 ? [] : await store.ledgers.entries(id, size - 1, size);
  return newest === undefined ? 0 : (fromRfc3339(parseEntry(toBytes(newest.bytes)).time) ?? 0);
}
