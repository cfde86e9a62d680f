import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { AlertStatement } from '../../ledger/entries/alert.ts';
import { draftEntry } from '../../ledger/entry.ts';
import type { LedgerLease, LedgerState, NewestEntry, PendingEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { checkDraft } from './checked-draft.ts';

const SLICE = 1_000;

/**
 * Alerts that wait in a ledger to which nobody can append any more are opened in the one that goes on: a key that is lost
 * hides nothing that was found before. Safe to repeat: what is open there already is not opened again.
 */
export async function carryAlerts(context: Context, lease: LedgerLease, to: LedgerState): Promise<void> {
  const { ledgers } = context.store;
  for (;;) {
    const pending = await ledgers.pending(lease, SLICE);
    const alerts = pending.filter(({ kind }) => kind === 'alert');
    if (alerts.length === 0) return;
    for (const alert of alerts) await carry(context, alert, to);
    // If we die before this, the next flush of either ledger finds them opened.
    await ledgers.dropPending(
      lease,
      alerts.map(({ id }) => id),
    );
  }
}

async function carry({ store }: Context, alert: PendingEntry, to: LedgerState): Promise<void> {
  const newest = await store.ledgers.newestOf(to.id, alert.subject, 'alert');
  if (newest !== null && !isClosed(newest)) return;
  const { subject, predicate } = alert.statement as unknown as AlertStatement;
  const { countersign, countersign_alert: act } = predicate;
  const { n: _n, id: _id, kind: _kind, time: _time, ...header } = countersign;
  const [about] = subject;
  if (about === undefined || act.act !== 'opened') return;
  const draft = draftEntry({
    origin: to.origin,
    kind: 'alert',
    subject: about,
    header: { ...header, n: (newest?.n ?? 0) + 1 },
    // Its entries are the other ledger's, or never came into any.
    predicate: { countersign_alert: { ...act, from: [] } },
  });
  await store.ledgers.add(to.id, { ...checkDraft(draft), subject: alert.subject, reports: null }, []);
}

export function isClosed({ statement }: NewestEntry): boolean {
  const { predicate }: JsonObject = statement;
  const act = isJsonObject(predicate) ? predicate['countersign_alert'] : null;
  return isJsonObject(act) && act['act'] === 'closed';
}
