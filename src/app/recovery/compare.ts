import { isFault } from '../../base/fault.ts';
import type { FaultCode } from '../../base/fault-codes.ts';
import type { Context } from '../context.ts';
import { pauseAfterSlice, SLICE } from '../fan-out.ts';
import type { Place } from '../ports.ts';
import { BATCH, onlyPlace, type SweepTask, sendSweep, splitPlaces } from '../sweep-task.ts';
import { comparePage } from './compare-page.ts';
import { isGapOpen } from './gap-notes.ts';
import { addTodo, countTodo, dropTodo } from './todo.ts';

/**
 * What is open on GitHub against what the database says: nothing may wait for us of which we do not know. Ten repositories
 * a request, each of which goes on by itself where it has more than a few pull requests; every step is a job of its own.
 */

type Task = Extract<SweepTask, { task: 'compare' }>;

export async function sendCompareEverywhere(context: Context): Promise<void> {
  await addTodo(context, EVERYWHERE);
  await sendSweep(context, { task: 'compare-everywhere' });
}

const EVERYWHERE = 'everywhere';

export async function compareEverywhere(context: Context): Promise<void> {
  for (const { id, suspended } of await context.forge.repositories.installations())
    if (!suspended) await sendCompare(context, { installation: id, places: null, after: null });
  await dropTodo(context, EVERYWHERE);
}

export async function compare(context: Context, task: Task): Promise<void> {
  try {
    await step(context, task);
  } catch (error) {
    if (!isGone(error)) throw error;
    // One of several may be closed to us: the others are not.
    const { installation, places } = task;
    if (places !== null && places.length > 1)
      for (const place of places) await sendCompare(context, { installation, places: [place], after: null });
  }
  await dropTodo(context, todoOf(task));
  // Whoever waits for the gap's entry need not wait for the timer.
  if ((await countTodo(context)) === 0 && (await isGapOpen(context))) await sendSweep(context, { task: 'gaps' });
}

/** The app was taken away from there, or was never let in: nobody is left to answer. */
const GONE: ReadonlySet<FaultCode> = new Set(['github.not-found', 'github.forbidden', 'github.unauthorized']);

function isGone(error: unknown): boolean {
  return isFault(error) && GONE.has(error.code);
}

async function step(context: Context, task: Task): Promise<void> {
  const { installation, places, after } = task;
  const place = onlyPlace(task);
  if (place !== null) {
    const next = await comparePage(context, place, await context.forge.changes.openChecks(place, after));
    if (next !== null) await sendCompare(context, { installation, places: [place], after: next });
  } else if (places !== null && places.length <= BATCH) await compareFirst(context, installation, places);
  else await plan(context, installation, places ?? (await context.forge.repositories.ofInstallation(installation)));
}

async function plan(context: Context, installation: number, places: readonly Place[]): Promise<void> {
  for (const [at, batch] of splitPlaces(places).entries()) {
    const pause = Math.floor((at * BATCH) / SLICE) * pauseAfterSlice(context);
    await sendCompare(context, { installation, places: batch, after: null }, pause);
  }
}

async function compareFirst(context: Context, installation: number, places: readonly Place[]): Promise<void> {
  const pages = await context.forge.changes.firstChecks(places);
  for (const [at, place] of places.entries()) {
    const page = pages[at] ?? null;
    const next = page === null ? null : await comparePage(context, place, page);
    if (next !== null) await sendCompare(context, { installation, places: [place], after: next });
  }
}

async function sendCompare(context: Context, task: Omit<Task, 'task'>, delay = 0): Promise<void> {
  const whole: Task = { task: 'compare', ...task };
  await addTodo(context, todoOf(whole));
  await sendSweep(context, whole, delay);
}

function todoOf({ installation, places, after }: Task): string {
  return `${installation}/${places?.map(({ repository }) => repository.id).join('+') ?? 'all'}/${after ?? ''}`;
}
