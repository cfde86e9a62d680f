import { toRfc3339 } from '../../base/clock.ts';
import { type Json, type JsonObject, objectOf } from '../../base/json.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { EventStatement } from '../../ledger/entries/event.ts';
import { draftEntry } from '../../ledger/entry.ts';
import { EVIDENCE_URI } from '../../ledger/evidence-names.ts';
import type { Subject } from '../../ledger/terms.ts';
import type { LedgerState, NewestEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { urlOf } from '../stages/decision.ts';
import { evidenceBox } from '../stages/evidence.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';

type EventFields = EventStatement['predicate']['countersign_event'];

export interface About {
  readonly place: Place;
  readonly ledger: LedgerState;
  /** Under this name everything about the same thing is told. */
  readonly name: string;
}

export interface Saying extends Pick<EventFields, 'environment' | 'at'> {
  readonly code: string;
  /** What there is, and what kind of evidence it becomes; null: nothing is there any more. */
  readonly shown: { readonly part: string; readonly document: Json } | null;
}

export interface Told {
  /** Id of the entry. */
  readonly id: string;
  readonly code: string | null;
  /** Null: it showed nothing, or what it showed was erased. */
  readonly document: Json | null;
}

/** What is told of settings is told of this. */
export function subjectAt(context: Context, { place, ledger, name }: About): Subject {
  return { uri: urlOf(context, place.repository), name, digest: { sha256: sha256Hex(`${ledger.origin}\n${name}`) } };
}

/**
 * Tells what `say` makes of what was told last, if it makes anything of it; resolves to what is told now, and what was told
 * before it. Safe to repeat, as long as `say` has nothing to say to what it said itself.
 */
export async function tell(
  context: Context,
  about: About,
  say: (last: Told | null) => Saying | null,
): Promise<{ readonly now: Told | null; readonly before: Told | null }> {
  const { place, ledger } = about;
  const subject = subjectAt(context, about);
  const text = subjectText(subject);
  for (;;) {
    const known = await context.store.ledgers.everyOf(ledger.id, text, 'event');
    const last = await readTold(context, ledger, known.at(-1));
    const saying = say(last);
    if (saying === null) {
      // If we died right after storing it, nothing else may send the flush.
      if (known.at(-1)?.index === null) await context.store.queue.send('flush', String(ledger.id), {});
      return { now: last, before: await readTold(context, ledger, known.at(-2)) };
    }
    const { code, shown, environment, at } = saying;
    const box = evidenceBox(context, ledger, text);
    const digest = shown === null ? null : await box.put(shown.part, shown.document);
    const header = headerOf(context, {
      subject: place,
      n: (known.at(-1)?.n ?? 0) + 1,
      observed: toRfc3339(context.clock.now()),
      guids: [],
    });
    const draft = draftEntry({
      origin: ledger.origin,
      // Nobody tells who did it.
      header: { ...header, actor: { id: 0, type: 'system' }, source: 'sweep' },
      kind: 'event',
      subject,
      predicate: {
        countersign_event: {
          event: 'settings',
          code,
          ...(environment === undefined ? {} : { environment }),
          ...(at === undefined ? {} : { at }),
          ...(digest === null || shown === null
            ? {}
            : { evidence: [{ uri: `${EVIDENCE_URI}${shown.part}`, digest: { sha256: digest } }] }),
        },
      },
    });
    const entry = { ...checkDraft(draft), subject: text, reports: null };
    if (!(await context.store.ledgers.add(ledger.id, entry, box.added))) continue; // another process was faster
    await context.store.queue.send('flush', String(ledger.id), {});
    return { now: { id: draft.id, code, document: shown?.document ?? null }, before: last };
  }
}

async function readTold(context: Context, ledger: LedgerState, entry: NewestEntry | undefined): Promise<Told | null> {
  if (entry === undefined) return null;
  const { code, evidence } = eventOf(entry.statement);
  const digest = evidence?.[0]?.digest.sha256;
  const kept = digest === undefined ? null : await context.store.ledgers.evidence(ledger.id, digest);
  return {
    id: entry.id,
    code: code ?? null,
    document: kept === null ? null : (JSON.parse(kept.document) as Json),
  };
}

/** Written by ourselves, and checked before it was. */
function eventOf(statement: JsonObject): EventFields {
  return objectOf(objectOf(statement['predicate'])['countersign_event']) as unknown as EventFields;
}
