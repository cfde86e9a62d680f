import { DAY, fromRfc3339, type Instant, MINUTE, toRfc3339 } from '../../base/clock.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { isJsonObject } from '../../base/json.ts';
import { draftGap, gapSubject } from '../../ledger/build-gap.ts';
import type { GapFields } from '../../ledger/entries/gap.ts';
import { parseEntry } from '../../ledger/entry.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { pauseAfterSlice, SLICE } from '../fan-out.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { toJson } from '../stages/evidence.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import { adoptedSize } from '../stages/lost-run.ts';
import { sendSweep } from '../sweep-task.ts';
import { isCompared } from './compare-deliveries.ts';
import { type Affected, forgetNotes, type Noted, readNotes } from './gap-notes.ts';
import { countsOf, type Gap, gapsOf } from './gaps.ts';
import { listMissed } from './missed.ts';
import { countTodo, dropAllTodo } from './todo.ts';

const LEASE_NAME = 'recovery:gaps';
const LEASE = 5 * MINUTE;
/** After so long the entry says what was read back so far. */
const PATIENCE = DAY;
/** Ledgers of a database that was lost come back as their repositories are judged. */
const SETTLING = 5 * MINUTE;

/** What is being recorded: fixed before the first entry, so that every ledger hears the same. */
interface Recording {
  readonly gaps: readonly Gap[];
  readonly unread: GapFields['unread'] | null;
  /** Of the notes that it was made of. */
  readonly noted: Noted;
  /** Id of the last ledger that has its entries. */
  readonly after: number;
}

const SCOPE = 'gap-recording';

/**
 * Once everything is read back, each ledger concerned gets its entry: exactly one, because it is known by the gap's
 * beginning. A slice at a time; if we die, it goes on with the same words.
 */
export async function recordGaps(context: Context): Promise<void> {
  const { leases } = context.store;
  if (!(await leases.take(LEASE_NAME, context.owner, LEASE))) return;
  try {
    const recording = (await currentRecording(context)) ?? (await beginRecording(context));
    if (recording !== null) await recordSlice(context, recording);
  } finally {
    await leases.release(LEASE_NAME, context.owner);
  }
}

export async function isRecording({ store }: Pick<Context, 'store'>): Promise<boolean> {
  return isJsonObject((await store.memory.get(SCOPE, 'current'))?.value);
}

async function currentRecording({ store }: Context): Promise<Recording | null> {
  return ((await store.memory.get(SCOPE, 'current'))?.value ?? null) as unknown as Recording | null;
}

async function keep({ store, clock }: Context, recording: Recording | null): Promise<void> {
  await store.memory.set(SCOPE, 'current', recording === null ? null : toJson(recording), clock.now());
}

/** Null: nothing is to be said, or not yet. */
async function beginRecording(context: Context): Promise<Recording | null> {
  const noted = await readNotes(context);
  if (noted.notes.length === 0) return null;
  const gaps = gapsOf(
    noted.notes.map(({ value }) => value),
    noted.parts.map(({ value }) => value),
  );
  const waited = context.clock.now() - Math.max(...gaps.map(({ to }) => to));
  const unread = await whatIsUnread(context);
  const isSettling = gaps.some(({ from }) => from === null) && (waited < SETTLING || (await isJudging(context)));
  if ((unread.length > 0 || isSettling) && waited < PATIENCE) return null;
  const recording = { gaps, unread: unread.length === 0 ? null : unread, noted, after: 0 };
  await keep(context, recording);
  if (unread.length > 0) await dropAllTodo(context);
  return recording;
}

async function whatIsUnread(context: Context): Promise<NonNullable<GapFields['unread']>> {
  const isRead = (await isCompared(context)) && (await listMissed(context)).length === 0;
  const isSeen = (await countTodo(context)) === 0;
  return [...(isRead ? [] : (['deliveries'] as const)), ...(isSeen ? [] : (['changes'] as const))];
}

async function isJudging({ store }: Context): Promise<boolean> {
  const { deliveries, backlog } = await store.gauges.read();
  return deliveries.count + backlog.count > 0;
}

async function recordSlice(context: Context, recording: Recording): Promise<void> {
  const ledgers = await context.store.ledgers.list(recording.after, SLICE);
  for (const ledger of ledgers) for (const gap of recording.gaps) await recordIn(context, ledger, { gap, recording });
  const last = ledgers.at(-1);
  if (ledgers.length === SLICE && last !== undefined) {
    await keep(context, { ...recording, after: last.id });
    return await sendSweep(context, { task: 'gaps' }, pauseAfterSlice(context));
  }
  await forgetNotes(context, recording.noted);
  await keep(context, null);
}

interface Saying {
  readonly gap: Gap;
  readonly recording: Recording;
}

async function recordIn(context: Context, ledger: LedgerState, { gap, recording }: Saying): Promise<void> {
  if (ledger.endedBy !== null || ledger.decided.size === 0 || !(await concerns(context, ledger, gap.about))) return;
  const from = gap.from ?? (await lastBeforeLoss(context, ledger));
  if (from === null || from > gap.to || (await firstTime(context, ledger)) > gap.to) return;
  const fields: GapFields = {
    from: toRfc3339(from),
    to: toRfc3339(gap.to),
    why: gap.why,
    readBack: countsOf(await partsOf(context, ledger, gap)),
    ...(recording.unread === null || recording.unread === undefined ? {} : { unread: recording.unread }),
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

async function firstTime(context: Context, ledger: LedgerState): Promise<Instant> {
  return await timeOf(context, ledger, 0);
}

async function timeOf({ store }: Context, { id }: LedgerState, index: number): Promise<Instant> {
  const [stored] = await store.ledgers.entries(id, index, index + 1);
  const time = stored === undefined ? null : fromRfc3339(parseEntry(new TextEncoder().encode(stored.bytes)).time);
  if (time === null) throw new Fault('internal.bug', `ledger ${id} has no entry ${index}`);
  return time;
}
