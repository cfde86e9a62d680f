import { toRfc3339 } from '../../base/clock.ts';
import { type JsonObject, objectOf } from '../../base/json.ts';
import { draftEntry } from '../../ledger/entry.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import { openLedger } from '../stages/ledger-of.ts';
import { type Dequeued, dequeuedRows } from './dequeued.ts';
import { commitAt } from './landed-entry.ts';

/** Every pull request that left a merge queue without landing becomes an entry, with the reason. */
export async function recordDequeues(context: Context, place: Place): Promise<void> {
  const dequeued = await dequeuedRows.list(context, place.repository.id);
  if (dequeued.length === 0) return;
  const ledger = await openLedger(context, place);
  for (const each of dequeued) {
    await recordOne(context, { place, ledger, dequeued: each });
    await dequeuedRows.forget(context, each);
  }
}

interface Recording {
  readonly place: Place;
  readonly ledger: LedgerState;
  readonly dequeued: Dequeued;
}

/** Safe to repeat: of one webhook it is told once. */
async function recordOne(context: Context, { place, ledger, dequeued }: Recording): Promise<void> {
  const { number, head, reason, actor, guid } = dequeued;
  const subject = commitAt(context, place, { commit: head, tree: '' });
  const text = subjectText(subject);
  for (;;) {
    const known = await context.store.ledgers.everyOf(ledger.id, text, 'event');
    if (known.some(({ statement }) => isOf(statement, guid))) return;
    const header = headerOf(context, {
      subject: place,
      n: (known.at(-1)?.n ?? 0) + 1,
      observed: toRfc3339(context.clock.now()),
      guids: [guid],
    });
    const draft = draftEntry({
      origin: ledger.origin,
      header: { ...header, actor },
      kind: 'event',
      subject,
      predicate: { countersign_event: { event: 'queue', code: 'queue.dequeued', reason, change: number } },
    });
    const entry = { ...checkDraft(draft), subject: text, reports: null };
    if (!(await context.store.ledgers.add(ledger.id, entry, []))) continue; // another process drew this number a moment ago
    await context.store.queue.send('flush', String(ledger.id), {});
    return;
  }
}

function isOf(statement: JsonObject, guid: string): boolean {
  const { countersign, countersign_event: said } = objectOf(statement['predicate']);
  const deliveries = objectOf(countersign)['deliveries'];
  return objectOf(said)['event'] === 'queue' && Array.isArray(deliveries) && deliveries.includes(guid);
}
