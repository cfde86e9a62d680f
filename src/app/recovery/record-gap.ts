import { toBytes } from '../../base/bytes.ts';
import { fromRfc3339, type Instant, toRfc3339 } from '../../base/clock.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { draftGap, gapSubject } from '../../ledger/build-gap.ts';
import type { GapFields } from '../../ledger/entries/gap.ts';
import { parseEntry } from '../../ledger/entry.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import { adoptedSize } from '../stages/lost-run.ts';
import type { Affected } from './gap-notes.ts';
import { countsOf, type Gap } from './gaps.ts';
import { judgeLandings } from './judge-landings.ts';
import { forgetLanded, type Landed, listLanded, toWholeSecond } from './landed.ts';

/** What is said of all gaps of one recording, to every ledger alike. */
export interface Saying {
  /** In order of time. */
  readonly gaps: readonly Gap[];
  readonly unread: GapFields['unread'] | null;
}

/**
 * Every gap that concerns this ledger becomes an entry of it, exactly one, because it is known by the gap's beginning;
 * and what landed meanwhile is judged. Safe to repeat: what is forgotten is forgotten last.
 */
export async function recordGapsIn(context: Context, ledger: LedgerState, { gaps, unread }: Saying): Promise<void> {
  if (ledger.endedBy !== null || ledger.decided.size === 0) return;
  const all = await landedIn(context, ledger);
  const born = await timeOf(context, ledger, 0);
  for (const gap of gaps) {
    const from = gap.from ?? (await lastBeforeLoss(context, ledger));
    if (from === null || from > gap.to || born > gap.to) continue;
    const meanwhile = all.filter(({ at }) => at >= toWholeSecond(from) && at <= gap.to);
    const { seen, unjudged } = await judgeLandings(context, ledger, meanwhile);
    await recordOne(context, ledger, { gap, from, unread, landed: seen === 0 ? null : { seen, unjudged } });
  }
  for (const landed of all) await forgetLanded(context, landed);
}

async function landedIn(context: Context, ledger: LedgerState): Promise<readonly Landed[]> {
  const all = await listLanded(context);
  const found: Landed[] = [];
  for (const each of all)
    if (await isServed(context, ledger, { installation: each.installation, repository: each.repository.id }))
      found.push(each);
  return found;
}

interface One {
  readonly gap: Gap;
  readonly from: Instant;
  readonly unread: Saying['unread'];
  readonly landed: NonNullable<GapFields['readBack']['landed']> | null;
}

async function recordOne(context: Context, ledger: LedgerState, { gap, from, unread, landed }: One): Promise<void> {
  if (!(await concerns(context, ledger, gap.about))) return;
  const readBack = countsOf(await partsOf(context, ledger, gap));
  const fields: GapFields = {
    from: toRfc3339(from),
    to: toRfc3339(gap.to),
    why: gap.why,
    readBack: landed === null ? readBack : { ...readBack, landed },
    ...(unread === null || unread === undefined ? {} : { unread }),
  };
  const { origin, id } = ledger;
  const subject = subjectText(gapSubject(origin, fields.from));
  if ((await context.store.ledgers.newestOf(id, subject, 'gap')) !== null) return;
  const header = headerOf(context, { subject: ledger, n: 1, observed: toRfc3339(context.clock.now()), guids: [] });
  const draft = draftGap({ origin, header: { ...header, source: 'read-back' }, gap: fields });
  try {
    await context.store.ledgers.add(id, { ...checkDraft(draft), subject, reports: null }, []);
  } catch (error) {
    // It ended this moment: its successor is a ledger of its own, and comes in its turn.
    if (!isFault(error, 'ledger.unavailable')) throw error;
    return;
  }
  await context.store.queue.send('flush', String(id), {}, { priority: 9 });
  context.log.warn({ ledger: id, origin, from: fields.from, to: fields.to, why: fields.why }, 'A gap was recorded');
}

async function concerns(context: Context, ledger: LedgerState, about: Gap['about']): Promise<boolean> {
  if (about === null) return true;
  for (const each of about) if (await isServed(context, ledger, each)) return true;
  return false;
}

/** What concerns no repository concerns every ledger of the installation. */
async function isServed({ store }: Context, ledger: LedgerState, of: Affected): Promise<boolean> {
  if (of.repository === null) return of.installation === null || of.installation === ledger.installation;
  return (await store.homes.read(of.repository))?.ledger.id === ledger.id;
}

async function partsOf(context: Context, ledger: LedgerState, { parts }: Gap): Promise<Gap['parts']> {
  const isServedBy = await Promise.all(parts.map(async (part) => await isServed(context, ledger, part)));
  return parts.filter((_, at) => isServedBy[at]);
}

/** The time of the last entry that was taken over from the branch; null: this ledger lost nothing. */
async function lastBeforeLoss(context: Context, ledger: LedgerState): Promise<Instant | null> {
  const size = await adoptedSize(context, ledger);
  return size === null ? null : await timeOf(context, ledger, size - 1);
}

async function timeOf({ store }: Context, { id }: LedgerState, index: number): Promise<Instant> {
  const [stored] = await store.ledgers.entries(id, index, index + 1);
  const time = stored === undefined ? null : fromRfc3339(parseEntry(toBytes(stored.bytes)).time);
  if (time === null) throw new Fault('internal.bug', `ledger ${id} has no entry ${index}`);
  return time;
}
