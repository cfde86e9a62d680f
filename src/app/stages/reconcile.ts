import { toText } from '../../base/bytes.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { type Checkpoint, openCheckpoint } from '../../ledger/checkpoint.ts';
import { paths } from '../../ledger/layout.ts';
import { commitMessage } from '../../ledger/message.ts';
import type { LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { adopt } from './adopt.ts';
import { markPublished } from './publish.ts';
import { recover } from './recover.ts';
import { sign } from './sign.ts';
import { fromStored } from './stored.ts';

/**
 * Step 8, once per ledger after a start: is the branch what the database remembers? A larger checkpoint of ours is what
 * the database lost, and is taken over; everything else that differs is put right as `recover` does, at once and not
 * only when the next entry comes.
 */
export async function reconcile(context: Context, lease: LedgerLease): Promise<LedgerState> {
  const { ledger } = lease;
  const branch = context.forge.ledgerBranch(ledger, ledger.branch);
  const head = await branch.head();
  if (head === ledger.published.head) return ledger;
  const found = head === null ? null : await readCheckpoint(context, ledger, { branch, head });
  if (head !== null && found !== null && found.checkpoint.size > ledger.decided.size) {
    return await adopt(context, lease, { branch, head, ...found });
  }
  if (ledger.decided.size === 0) {
    if (head === null) return ledger;
    throw new Fault('ledger.inconsistent', `The branch ${ledger.branch} holds something that this app did not write`, {
      next: 'If the ledger key was changed, configure the old one. Otherwise rename the branch; see docs/ledger.md.',
      details: { head },
    });
  }
  return await putRight(context, lease);
}

/** The database knows more than the branch, or as much: what is decided is brought onto whatever the head is. */
async function putRight(context: Context, lease: LedgerLease): Promise<LedgerState> {
  const note = await sign(context, lease);
  // What is not published yet goes the normal way; here nothing is new, so an unchanged head needs no commit at all.
  if (lease.ledger.decided.size > lease.ledger.published.size) return lease.ledger;
  const checkpoint = { size: lease.ledger.decided.size, root: fromStored(lease.ledger.decided.root) };
  const nothing = { additions: [], deletions: [], message: commitMessage(checkpoint, []) };
  return await markPublished(context, lease, await recover(context, lease, { change: nothing, note }));
}

interface Found {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

/** The branch's checkpoint where it is ours; null for everything else that may stand there. */
async function readCheckpoint(
  context: Context,
  ledger: LedgerState,
  { branch, head }: { readonly branch: LedgerBranch; readonly head: string },
): Promise<Found | null> {
  const bytes = await branch.read(head, paths.checkpoint);
  const note = bytes === null ? null : toText(bytes);
  if (bytes === null || note === null) return null;
  try {
    const checkpoint = openCheckpoint(bytes, [context.keys.signer(ledger.origin)]);
    return checkpoint.verified.length > 0 && checkpoint.origin === ledger.origin ? { note, checkpoint } : null;
  } catch (error) {
    if (isFault(error, 'ledger.checkpoint') || isFault(error, 'ledger.signature')) return null;
    throw error;
  }
}
