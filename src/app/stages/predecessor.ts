import { Fault } from '../../base/fault.ts';
import type { Genesis } from '../../ledger/entries/ledger.ts';
import { keysInForce } from '../../ledger/rotation.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { readKeys } from './key-line.ts';

type Predecessor = NonNullable<Genesis['predecessor']>;

/**
 * What the genesis of a ledger says of the one before it, whose key was lost: where that one ended. Nothing is appended to
 * it any more, so this is the same whenever it is asked. Null: it is the repository's first ledger.
 */
export async function predecessorOf(
  context: Context,
  { repository, generation }: LedgerState,
): Promise<Predecessor | null> {
  if (generation === 1) return null;
  const { ledgers } = context.store;
  const before = await ledgers.ofGeneration(repository.id, generation - 1);
  const last = before === null ? null : await ledgers.checkpoint(before.id, before.published.size);
  if (before === null || last === null) throw new Fault('internal.bug', `ledger ${generation} has no predecessor`);
  const [key] = keysInForce(await readKeys(context, before), last.size);
  if (key === undefined) throw new Fault('internal.bug', `the ledger ${before.origin} names no key`);
  return { origin: before.origin, size: last.size, root: last.root, key: key.keyId };
}
