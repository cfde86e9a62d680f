import { toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { signCheckpoint } from '../../ledger/checkpoint.ts';
import type { LedgerLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { fromStored } from './stored.ts';

/**
 * Step 4: only what is stored is signed, and the note is stored before anybody sees it. Ed25519 is deterministic, so
 * after a crash the same bytes come out: no two checkpoints of one size are ever signed.
 */
export async function sign(context: Context, lease: LedgerLease): Promise<Uint8Array> {
  const { id, origin, decided } = lease.ledger;
  const stored = await context.store.ledgers.checkpoint(id, decided.size);
  if (stored === null) throw new Fault('internal.bug', `the checkpoint of size ${decided.size} is not stored`);
  context.signed.set(id, { size: stored.size, root: stored.root });
  const note = signCheckpoint({ origin, size: stored.size, root: fromStored(stored.root) }, [
    context.keys.signer(origin),
  ]);
  if (stored.note === null) await context.store.ledgers.sign(lease, decided.size, toText(note) ?? '');
  return note;
}
