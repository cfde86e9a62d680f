import { equalBytes, toBytes } from '../../base/bytes.ts';
import { paths } from '../../ledger/layout.ts';
import { parseNote } from '../../ledger/note.ts';
import type { CosignedNote, LedgerLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { rootAt } from './archive-proof.ts';
import { cosignedAt, isEnough } from './cosigned-note.ts';
import { readOurCheckpoint } from './our-checkpoint.ts';

/**
 * The branch may hold a cosigned checkpoint that the database lost. It is taken over where we signed it, the archive has
 * its root, and as many witnesses have cosigned it as our own policy wants; anything else at its place is put right.
 */
export async function takeOverWitnessed(
  context: Context,
  lease: LedgerLease,
  { branch, head }: { readonly branch: LedgerBranch; readonly head: string },
): Promise<void> {
  const { ledger } = lease;
  const found = readOurCheckpoint(context, ledger, await branch.read(head, paths.witnessed));
  if (found === null) return;
  const { size, root } = found.checkpoint;
  const note = { size, note: found.note };
  if (size === 0 || size > ledger.decided.size || !(await isNewer(context, lease, note))) return;
  if (!equalBytes(await rootAt(context, ledger, size), root)) return;
  await context.store.witnesses.adopt(lease, note);
}

async function isNewer({ store, config }: Context, { ledger }: LedgerLease, found: CosignedNote): Promise<boolean> {
  const policy = config.witnesses?.policy ?? null;
  if (policy !== null && !isEnough(parseNote(toBytes(found.note)), policy)) return false;
  const { chosen } = await store.witnesses.witnessed(ledger.id);
  if (chosen === null || found.size > chosen.size) return true;
  if (policy === null || found.size < chosen.size) return false;
  return cosignedAt(found.note, policy) > cosignedAt(chosen.note, policy);
}
