import { isFault } from '../../base/fault.ts';
import type { FaultCode } from '../../base/fault-codes.ts';
import type { Context } from '../context.ts';
import { fanOut, pauseAfterSlice, SLICE } from '../fan-out.ts';
import { findGroup, rememberGroup } from '../open-groups.ts';
import type { OpenCheck, Place } from '../ports.ts';
import { mergeGroupSubject, pullRequestSubject } from '../subject.ts';
import { onlyPlace, type SweepTask, sendSweep } from '../sweep-task.ts';
import { compareCheck } from './compare-check.ts';
import { comparePushes } from './compare-pushes.ts';
import { isGapOpen, noteReadBack } from './gap-notes.ts';
import { addTodo, dropTodo } from './todo.ts';

/**
 * What is open on GitHub against what the database says: nothing may wait for us of which we do not know. A few requests
 * for a hundred pull requests, the newest first, page after page and repository after repository, each a job of its own.
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
  const place = onlyPlace(task);
  try {
    if (place === null) await plan(context, task);
    else await comparePage(context, place, task.after);
  } catch (error) {
    if (!isGone(error)) throw error;
    await dropTodo(context, todoOf(task));
  }
}

/** The app was taken away from there, or was never let in: nobody is left to answer. */
const GONE: ReadonlySet<FaultCode> = new Set(['github.not-found', 'github.forbidden', 'github.unauthorized']);

function isGone(error: unknown): boolean {
  return isFault(error) && GONE.has(error.code);
}

async function plan(context: Context, task: Task): Promise<void> {
  const places = task.places ?? (await context.forge.repositories.ofInstallation(task.installation));
  for (const [at, place] of places.entries()) {
    const pause = Math.floor(at / SLICE) * pauseAfterSlice(context);
    await sendCompare(context, { installation: task.installation, places: [place], after: null }, pause);
  }
  await dropTodo(context, todoOf(task));
}

async function sendCompare(context: Context, task: Omit<Task, 'task'>, delay = 0): Promise<void> {
  const whole: Task = { task: 'compare', ...task };
  await addTodo(context, todoOf(whole));
  await sendSweep(context, whole, delay);
}

function todoOf(task: Task): string {
  return `${task.installation}/${onlyPlace(task)?.repository.id ?? 'all'}`;
}

async function comparePage(context: Context, place: Place, after: string | null): Promise<void> {
  const { changes, next } = await context.forge.changes.openChecks(place, after);
  const differing: OpenCheck[] = [];
  for (const change of changes) if (!(await compareCheck(context, place, change))) differing.push(change);
  await fanOut(
    context,
    place.installation,
    differing.map(({ number }) => pullRequestSubject(place, number)),
  );
  const queued = new Set(changes.filter(({ isQueued }) => isQueued).map(({ base }) => base));
  for (const base of queued) await compareQueue(context, place, base);
  // Once a repository: the newest pull requests tell which branches are worked on.
  const bases = after === null ? new Set(changes.map(({ base }) => base)) : [];
  let pushes = 0;
  for (const base of bases) pushes += await comparePushes(context, place, base);
  if (await isGapOpen(context))
    await noteReadBack(context, `compared:${place.repository.id}:${after ?? ''}`, {
      installation: place.installation,
      repository: place.repository.id,
      compared: changes.length,
      judged: differing.length,
      pushes,
    });
  const task = { installation: place.installation, places: [place], after: next };
  if (next === null) await dropTodo(context, todoOf({ task: 'compare', ...task }));
  else await sendCompare(context, task);
}

/** A group of which no webhook told: GitHub waits for a check on it, and so does everybody behind it. */
async function compareQueue(context: Context, place: Place, base: string): Promise<void> {
  const queue = await context.forge.changes.queue(place, base);
  for (const { head, base: baseOid } of queue?.entries ?? []) {
    if ((await findGroup(context, place.repository.id, head.oid)) !== null) continue;
    const group = { head: head.oid, base, baseOid, members: [], isGone: false };
    await rememberGroup(context, place.repository.id, group);
    await context.store.subjects.touch([{ subject: mergeGroupSubject(place, head.oid), guids: [], priority: 0 }]);
  }
}
