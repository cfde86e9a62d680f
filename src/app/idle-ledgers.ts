import { asFault } from '../base/fault.ts';
import type { FaultCode } from '../base/fault-codes.ts';
import type { LedgerState } from '../store/store.ts';
import type { Context } from './context.ts';
import { pauseAfterSlice, SLICE } from './fan-out.ts';
import { compareNow } from './stages/compare-first.ts';
import { sendSweep } from './sweep-task.ts';

/** The installation or the repository is gone: nobody is left to compare with. */
const GONE: ReadonlySet<FaultCode> = new Set(['github.not-found', 'github.forbidden', 'github.unauthorized']);

/**
 * Step 8 of design/ledger.md for ledgers that nobody writes to: after a start each is compared with its branch once, so
 * that somebody's hand on an idle one is noticed without an event. The flush stage puts right what is not, and says it.
 */
export async function compareLedgers(context: Context, after: number): Promise<void> {
  const ledgers = await context.store.ledgers.list(after, SLICE);
  for (const ledger of ledgers) if (await needsFlush(context, ledger)) await sendFlush(context, ledger);
  const last = ledgers.at(-1);
  if (ledgers.length === SLICE && last !== undefined)
    await sendSweep(context, { task: 'ledgers', after: last.id }, pauseAfterSlice(context));
}

async function needsFlush(context: Context, ledger: LedgerState): Promise<boolean> {
  try {
    const { pending, decided, published } = await compareNow(context, ledger);
    return pending > 0 || decided.size > published.size;
  } catch (error) {
    const { code, message } = asFault(error);
    context.log.info({ ledger: ledger.id, code }, `A ledger could not be compared with its branch: ${message}`);
    return !GONE.has(code);
  }
}

async function sendFlush({ store }: Context, { id }: LedgerState): Promise<void> {
  await store.queue.send('flush', String(id), {}, { priority: 9 });
}
