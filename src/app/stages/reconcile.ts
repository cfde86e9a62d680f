import { Fault } from '../../base/fault.ts';
import { paths } from '../../ledger/layout.ts';
import { commitMessage } from '../../ledger/message.ts';
import type { LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { adopt, sayAdoption } from './adopt.ts';
import { changesFrom } from './archive-files.ts';
import { notesOf } from './cosigned-note.ts';
import { takeOverWitnessed } from './found-note.ts';
import { assertNoFork, isCheckpointOf, type OurCheckpoint, readOurCheckpoint } from './our-checkpoint.ts';
import { markPublished } from './publish.ts';
import { recover } from './recover.ts';
import { compareWithChecks } from './shown-roots.ts';
import { requireKey, rotateKey } from './signing-keys.ts';
import { fromStored } from './stored.ts';
import { takeBackUnseen } from './take-back.ts';

/**
 * Step 8, once per ledger after a start: is the branch what the database remembers? A larger checkpoint of ours is what
 * the database lost, and is taken over; everything else that differs is put right as `recover` does, at once and not
 * only when the next entry comes.
 */
export async function reconcile(context: Context, lease: LedgerLease): Promise<LedgerState> {
  await requireKey(context, lease.ledger);
  // After everything else: what the branch knows and the database lost may be the rotation itself.
  return await rotateKey(context, await compare(context, lease));
}

async function compare(context: Context, lease: LedgerLease): Promise<LedgerState> {
  const ledger = await sayAdoption(context, lease.ledger);
  const branch = context.forge.ledgerBranch(ledger, ledger.branch);
  const head = await branch.head();
  if (head === ledger.published.head) {
    // Nothing here and nothing there: a ledger that begins, or one that was lost in both places and must not begin again.
    if (head === null && ledger.decided.size === 0) await compareWithChecks(context, ledger, []);
    return ledger;
  }
  const found = head === null ? null : readOurCheckpoint(context, ledger, await branch.read(head, paths.checkpoint));
  if (head !== null && found !== null && isAhead(ledger, found)) {
    const on = { branch, head, ...found };
    const known = await takeBackUnseen(context, { ...lease, ledger }, on);
    if (found.checkpoint.size > known.decided.size) return await adopt(context, { ...lease, ledger: known }, on);
  }
  assertNoFork(ledger, found);
  if (ledger.decided.size === 0) {
    if (head === null) return ledger;
    throw new Fault('ledger.inconsistent', `The branch ${ledger.branch} holds something that this app did not write`, {
      next: NEXT,
      details: { head },
    });
  }
  if (head !== null) await takeOverWitnessed(context, { ...lease, ledger }, { branch, head });
  return await putRight(context, { ...lease, ledger });
}

/** It knows more than was ever published from here, and something else than what is decided here. */
function isAhead({ decided, published }: LedgerState, found: OurCheckpoint): boolean {
  return found.checkpoint.size > published.size && !isCheckpointOf(decided, found);
}

const NEXT =
  'If the ledger key was changed, configure the old one, or say that it was lost (COUNTERSIGN_LEDGER_KEY_LOST). Otherwise rename the branch; see docs/ledger.md.';

/** The database knows more than the branch, or as much: what is decided is brought onto whatever the head is. */
async function putRight(context: Context, lease: LedgerLease): Promise<LedgerState> {
  const notes = await notesOf(context, lease);
  // What is not published yet goes the normal way; here nothing is new, so an unchanged head needs no commit at all.
  if (lease.ledger.decided.size > lease.ledger.published.size) return lease.ledger;
  const checkpoint = { size: lease.ledger.decided.size, root: fromStored(lease.ledger.decided.root) };
  const files = notes.isOutstanding
    ? await changesFrom(context, lease.ledger, { size: lease.ledger.decided.size, notes })
    : { additions: [], deletions: [] };
  const change = { ...files, message: commitMessage(checkpoint, []) };
  return await markPublished(context, lease, await recover(context, lease, { change, notes }));
}
