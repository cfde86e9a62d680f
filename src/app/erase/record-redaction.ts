import { toRfc3339 } from '../../base/clock.ts';
import { isJsonObject } from '../../base/json.ts';
import { draftLedgerAct, redactionSubject } from '../../ledger/build.ts';
import { MOST_REDACTED, type Redaction } from '../../ledger/entries/ledger.ts';
import type { LedgerState, NewestEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import type { Reason } from './reasons.ts';

export interface Ordered {
  readonly by: Redaction['by'];
  readonly reason: Reason;
}

/**
 * Pending entries that name these documents; what one names already is not named again, so that this may be called after a
 * crash. Resolves to the ids of all entries that name one of them.
 */
export async function recordRedaction(
  context: Context,
  ledger: LedgerState,
  { by, reason, digests }: Ordered & { readonly digests: readonly string[] },
): Promise<readonly string[]> {
  const subject = subjectText(redactionSubject(ledger.origin));
  const before = await context.store.ledgers.everyOf(ledger.id, subject, 'ledger');
  const named = new Map(before.flatMap((entry) => digestsOf(entry).map((digest) => [digest, entry.id] as const)));
  const unnamed = digests.filter((digest) => !named.has(digest));
  const ids = new Set(digests.flatMap((digest) => named.get(digest) ?? []));
  let n = before.at(-1)?.n ?? 0;
  for (let from = 0; from < unnamed.length; from += MOST_REDACTED) {
    n += 1;
    const header = headerOf(context, { subject: ledger, n, observed: toRfc3339(context.clock.now()), guids: [] });
    const draft = draftLedgerAct({
      origin: ledger.origin,
      subject: redactionSubject(ledger.origin),
      header,
      act: { act: 'redaction', by, reason, evidence: unnamed.slice(from, from + MOST_REDACTED) },
    });
    const isNew = await context.store.ledgers.add(ledger.id, { ...checkDraft(draft), subject, reports: null }, []);
    // Somebody else is erased at the same moment, and their entry has this number: look again at what is named.
    if (!isNew) return await recordRedaction(context, ledger, { by, reason, digests });
    ids.add(draft.id);
  }
  return [...ids];
}

function digestsOf({ statement }: NewestEntry): readonly string[] {
  const { predicate } = statement;
  const act = isJsonObject(predicate) ? predicate['countersign_ledger'] : null;
  const evidence = isJsonObject(act) ? act['evidence'] : null;
  return Array.isArray(evidence) ? (evidence as readonly string[]) : [];
}
