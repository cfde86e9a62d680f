import { asFault } from '../base/fault.ts';
import type { FaultCode } from '../base/fault-codes.ts';
import type { LedgerState } from '../store/store.ts';
import type { Context } from './context.ts';
import { pauseAfterSlice, SLICE } from './fan-out.ts';
import { lookAtProtection } from './protection.ts';
import { tryToCompare } from './stages/compare-first.ts';
import { sendSweep } from './sweep-task.ts';

/** The installation or the repository is gone: nobody is left to compare with. */
const GONE: ReadonlySet<FaultCode> = new Set(['github.not-found', 'github.forbidden', 'github.unauthorized']);

/**
 * Step 8 of design/ledger.md for ledgers that nobody writes to: after a start and then once an hour each is compared with
 * its branch, so that somebody's hand on an idle one is noticed without an event. One request each, a slice at a time;
 * another one for the rules that protect it, and one for the branch of its evidence.
 */
export async function compareLedgers(context: Context, after: number): Promise<void> {
  const ledgers = await context.store.ledgers.list(after, SLICE);
  for (const ledger of ledgers) await lookAt(context, ledger);
  const last = ledgers.at(-1);
  if (ledgers.length === SLICE && last !== undefined)
    await sendSweep(context, { task: 'ledgers', after: last.id }, pauseAfterSlice(context));
}

async function lookAt(context: Context, ledger: LedgerState): Promise<void> {
  if (isEmpty(ledger) || (await isSucceeded(context, ledger))) return;
  if (ledger.published.head !== null) await lookAtProtection(context, ledger);
  await context.store.queue.send('evidence', String(ledger.repository.id), {}, { priority: 9 });
  if (context.compared.has(ledger.id) && (await isAsPublished(context, ledger))) return;
  await compareOrFlush(context, ledger);
}

/** It ended before it began: whatever stands on a branch of its name is nobody's of us. */
function isEmpty({ endedBy, decided, pending }: LedgerState): boolean {
  return endedBy !== null && decided.size === 0 && pending === 0;
}

/** Its branch belongs to a newer ledger of the repository. */
async function isSucceeded({ store }: Context, { id, repository, endedBy }: LedgerState): Promise<boolean> {
  return endedBy !== null && (await store.ledgers.ofRepository(repository.id))?.id !== id;
}

/** Asked without the lease, which an evaluation may need this very moment; so a flush may publish meanwhile. */
async function isAsPublished({ forge, store, log }: Context, ledger: LedgerState): Promise<boolean> {
  try {
    const head = await forge.ledgerBranch(ledger, ledger.branch).head();
    return head === ledger.published.head || head === (await store.ledgers.read(ledger.id))?.published.head;
  } catch (error) {
    const { code, message } = asFault(error);
    // There is another look in an hour, and a flush looks as well.
    log.info({ ledger: ledger.id, code }, `The head of a ledger could not be read: ${message}`);
    return true;
  }
}

/**
 * Compared, and put right where somebody touched the branch. What is to be said of it, and what could not be compared,
 * is the flush stage's: it explains it and keeps trying. False: somebody else is at it.
 */
export async function compareOrFlush(context: Context, ledger: LedgerState): Promise<boolean> {
  try {
    const compared = await tryToCompare(context, ledger);
    if (compared === null) return false;
    const { pending, decided, published } = compared;
    if (pending > 0 || decided.size > published.size) await sendFlush(context, ledger);
  } catch (error) {
    const { code, message } = asFault(error);
    context.log.info({ ledger: ledger.id, code }, `A ledger could not be compared with its branch: ${message}`);
    if (!GONE.has(code)) await sendFlush(context, ledger);
  }
  return true;
}

async function sendFlush({ store }: Context, { id }: LedgerState): Promise<void> {
  await store.queue.send('flush', String(id), {}, { priority: 9 });
}
