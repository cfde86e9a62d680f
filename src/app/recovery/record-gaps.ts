import { DAY, MINUTE } from '../../base/clock.ts';
import { isJsonObject } from '../../base/json.ts';
import type { GapFields } from '../../ledger/entries/gap.ts';
import type { Context } from '../context.ts';
import { pauseAfterSlice, SLICE } from '../fan-out.ts';
import { toJson } from '../stages/evidence.ts';
import { sendSweep } from '../sweep-task.ts';
import { noteRecovered } from './alive.ts';
import { isCompared } from './compare-deliveries.ts';
import { forgetNotes, type NotedKeys, readNotes } from './gap-notes.ts';
import { addUp, gapsOf } from './gaps.ts';
import { forgetOldLanded } from './landed.ts';
import { isAnyMissed } from './missed.ts';
import { isAnyOwed, recordOwed, rememberSaid } from './owed-gaps.ts';
import { recordGapsIn, type Saying } from './record-gap.ts';
import { countTodo, dropAllTodo } from './todo.ts';

const LEASE_NAME = 'recovery:gaps';
const LEASE = 5 * MINUTE;
/** After so long the entry says what was read back so far. */
const PATIENCE = DAY;

/** What is being recorded: fixed before the first entry, so that every ledger hears the same. */
interface Recording extends Saying {
  /** Of the notes that it was made of. */
  readonly noted: NotedKeys;
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
    else if ((await readNotes(context)).notes.length === 0) await recordOwed(context);
  } finally {
    await leases.release(LEASE_NAME, context.owner);
  }
}

/** Is there a ledger that has not heard of a gap yet? */
export async function isRecording(context: Pick<Context, 'store'>): Promise<boolean> {
  return isJsonObject((await context.store.memory.get(SCOPE, 'current'))?.value) || (await isAnyOwed(context));
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
  if (unread.length > 0 && waited < PATIENCE) return null;
  const recording = {
    gaps: gaps.map((gap) => ({ ...gap, parts: addUp(gap.parts) })),
    unread: unread.length === 0 ? null : unread,
    noted: { notes: noted.notes.map(({ key }) => key), parts: noted.parts.map(({ key }) => key) },
    after: 0,
  };
  await keep(context, recording);
  if (unread.length > 0) await dropAllTodo(context);
  return recording;
}

async function whatIsUnread(context: Context): Promise<NonNullable<GapFields['unread']>> {
  const isRead = (await isCompared(context)) && !(await isAnyMissed(context));
  const isSeen = (await countTodo(context)) === 0;
  return [...(isRead ? [] : (['deliveries'] as const)), ...(isSeen ? [] : (['changes'] as const))];
}

async function recordSlice(context: Context, recording: Recording): Promise<void> {
  const ledgers = await context.store.ledgers.list(recording.after, SLICE);
  for (const ledger of ledgers) await recordGapsIn(context, ledger, recording);
  const last = ledgers.at(-1);
  if (ledgers.length === SLICE && last !== undefined) {
    await keep(context, { ...recording, after: last.id });
    return await sendSweep(context, { task: 'gaps' }, pauseAfterSlice(context));
  }
  await rememberSaid(context, recording);
  await noteRecovered(context);
  await forgetOldLanded(context);
  await forgetNotes(context, recording.noted);
  await keep(context, null);
}
