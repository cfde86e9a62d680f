import { MINUTE } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { reconcile } from './reconcile.ts';

const LEASE = 2 * MINUTE;

/**
 * The ledger, once this process has compared it with its branch. An evaluation that began before would draft entries
 * under numbers that the branch has given away already, and would not know the policies that the branch knows. After a
 * start, everybody who works in one ledger comes here at once: one compares, the others wait for it.
 */
export async function compareFirst(context: Context, ledger: LedgerState): Promise<LedgerState> {
  if (context.compared.has(ledger.id)) return ledger;
  const { comparing } = context;
  const running = comparing.get(ledger.id) ?? compareNow(context, ledger).finally(() => comparing.delete(ledger.id));
  comparing.set(ledger.id, running);
  return await running;
}

/** The same whether or not it was compared before. While it fails, nothing is drafted for this ledger. */
export async function compareNow(context: Context, ledger: LedgerState): Promise<LedgerState> {
  const compared = await tryToCompare(context, ledger);
  if (compared === null) throw new Fault('ledger.unavailable', 'The ledger is being compared with its branch');
  return compared;
}

/** Null: a flush or another comparison is at it. */
export async function tryToCompare(context: Context, ledger: LedgerState): Promise<LedgerState | null> {
  const lease = await context.store.ledgers.take(ledger.id, context.owner, LEASE);
  if (lease === null) return null;
  try {
    context.compared.delete(ledger.id);
    const compared = await reconcile(context, lease);
    context.compared.set(ledger.id, { confirmed: false });
    return compared;
  } finally {
    await context.store.ledgers.release(lease);
  }
}
