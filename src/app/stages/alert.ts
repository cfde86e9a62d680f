import { toRfc3339 } from '../../base/clock.ts';
import { alertSubject, draftAlert, type Irregularity } from '../../ledger/build-alert.ts';
import { type AlertDetails, severityOf } from '../../ledger/entries/alert.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { isClosed } from './carried-alerts.ts';
import { checkDraft } from './checked-draft.ts';
import { headerOf } from './header.ts';
import { subjectText } from './known-policies.ts';

export interface Alert extends Irregularity {
  /** Ids of the entries that it was found in, or that say what was done about it; twenty at the most. */
  readonly from?: readonly string[];
  readonly details: AlertDetails;
  /** GUIDs of the webhooks that led to it, oldest first. */
  readonly guids?: readonly string[];
}

/**
 * Opens an alert: a pending entry and a flush job. One that is open (not closed since) is not opened again, so this may
 * be called whenever the irregularity is found, after a crash too. Only a person closes it: that something was put right
 * says nothing about why it happened. Resolves to whether it was new.
 */
export async function addAlert(context: Context, ledger: LedgerState, alert: Alert): Promise<boolean> {
  const { code, from = [], details, guids = [] } = alert;
  const subject = subjectText(alertSubject(alert));
  const newest = await context.store.ledgers.newestOf(ledger.id, subject, 'alert');
  const isNew = newest === null || isClosed(newest);
  if (isNew) {
    const severity = severityOf(code);
    const observed = toRfc3339(context.clock.now());
    const draft = draftAlert({
      origin: ledger.origin,
      irregularity: alert,
      header: headerOf(context, { subject: ledger, n: (newest?.n ?? 0) + 1, observed, guids }),
      act: { act: 'opened', code, severity, from, details },
    });
    await context.store.ledgers.add(ledger.id, { ...checkDraft(draft), subject, reports: null }, []);
    context.log.error(
      { ledger: ledger.id, origin: ledger.origin, alert: draft.id, code, severity, ...details },
      `Alert: ${code}`,
    );
  }
  // Also when it is known: if we died right after storing it, nothing else may send the flush for days.
  if (isNew || newest.index === null) await context.store.queue.send('flush', String(ledger.id), {});
  return isNew;
}
