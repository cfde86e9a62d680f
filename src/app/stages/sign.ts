import { equalBytes, toBytes, toText } from '../../base/bytes.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { type Checkpoint, openCheckpoint, signCheckpoint } from '../../ledger/checkpoint.ts';
import type { Signer } from '../../ledger/note-key.ts';
import type { LedgerLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { signersAt } from './signing-keys.ts';
import { fromStored } from './stored.ts';

/**
 * Step 4: only what is stored is signed, and the note is stored before anybody sees it. Ed25519 is deterministic, so
 * after a crash the same bytes come out: no two checkpoints of one size are ever signed. A note that is stored already
 * stays as it is: when the overlap of two keys ends, the last one keeps both signatures.
 */
export async function sign(context: Context, lease: LedgerLease): Promise<Uint8Array> {
  const { id, origin, decided } = lease.ledger;
  const stored = await context.store.ledgers.checkpoint(id, decided.size);
  if (stored === null) throw new Fault('internal.bug', `the checkpoint of size ${decided.size} is not stored`);
  context.signed.set(id, { size: stored.size, root: stored.root });
  const signers = await signersAt(context, lease.ledger, stored.size);
  const checkpoint = { origin, size: stored.size, root: fromStored(stored.root) };
  const before = stored.note === null ? null : toBytes(stored.note);
  if (before !== null && isSigned(before, checkpoint, signers)) return before;
  const note = signCheckpoint(checkpoint, signers);
  await context.store.ledgers.sign(lease, decided.size, toText(note) ?? '');
  return note;
}

/** By the key in force, which stands first, and over exactly this? */
function isSigned(note: Uint8Array, wanted: Checkpoint, signers: readonly Signer[]): boolean {
  try {
    const { origin, size, root } = openCheckpoint(note, signers.slice(0, 1));
    return origin === wanted.origin && size === wanted.size && equalBytes(root, wanted.root);
  } catch (error) {
    if (isFault(error, 'ledger.checkpoint') || isFault(error, 'ledger.signature')) return false;
    throw error;
  }
}
