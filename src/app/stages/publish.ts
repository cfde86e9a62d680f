import { type Fault, isFault } from '../../base/fault.ts';
import { faultCodes } from '../../base/fault-codes.ts';
import type { LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { BranchChange } from '../ports.ts';
import { changesFrom, messageFrom } from './archive-files.ts';
import { type BranchNotes, notesOf } from './cosigned-note.ts';
import { recover } from './recover.ts';

/**
 * Steps 5 and 6: the branch gets what is decided, in one commit by compare-and-swap. The commit is a pure function of
 * what is stored, so whoever tries again writes the same bytes.
 */
export async function publish(context: Context, lease: LedgerLease): Promise<LedgerState> {
  const { ledger } = lease;
  const notes = await notesOf(context, lease);
  const files = await changesFrom(context, ledger, { size: ledger.published.size, notes });
  const change = { ...files, message: await messageFrom(context, ledger, ledger.published.size) };
  const head = await write(context, lease, { change, notes });
  return await markPublished(context, lease, head);
}

/** One transaction: published moves, and every subject that waited gets its report. */
export async function markPublished(
  context: Context,
  { ledger, ...lease }: LedgerLease,
  head: string,
): Promise<LedgerState> {
  const published = { size: ledger.decided.size, head, at: context.clock.now() };
  await context.store.ledgers.publish({ ledger, ...lease }, published);
  return { ...ledger, published };
}

interface Writing {
  readonly change: BranchChange;
  readonly notes: BranchNotes;
}

async function write(context: Context, lease: LedgerLease, { change, notes }: Writing): Promise<string> {
  const { ledger } = lease;
  const branch = context.forge.ledgerBranch(ledger, ledger.branch);
  try {
    const { head } = ledger.published;
    return head === null ? await branch.birth(change) : await branch.commit({ ...change, expectedHead: head });
  } catch (error) {
    if (!mayBeStored(error)) throw error;
    context.log.warn({ ledger: ledger.id, code: error.code }, `The ledger's head is read again: ${error.message}`);
    return await recover(context, lease, { change, notes });
  }
}

/** A stale head, or an answer that was lost: the commit may stand on the branch all the same. */
function mayBeStored(error: unknown): error is Fault {
  return (
    isFault(error) &&
    faultCodes[error.code].retry &&
    error.code !== 'github.rate-limited' &&
    error.code !== 'store.unavailable'
  );
}
