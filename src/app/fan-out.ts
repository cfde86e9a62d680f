import { MINUTE } from '../base/clock.ts';
import type { SubjectRef } from '../store/store.ts';
import type { Context } from './context.ts';
import { isMergeGroup } from './subject.ts';
import { sendSweep } from './sweep-task.ts';

/** So many of whatever is done in large numbers are done at once; then comes a pause. */
export const SLICE = 20;
/** People wait for nothing here: what was just pushed or approved goes first. */
const PRIORITY = 5;

/** How long a slice takes at this many a minute. */
export function pauseAfterSlice({ config }: Pick<Context, 'config'>): number {
  return Math.ceil((SLICE * MINUTE) / config.sweepRate);
}

/**
 * All of these are judged again, at the pace that the configuration allows an installation. What waits there already
 * waits once, so a second change while one is under way costs nothing more. It goes on after a restart.
 */
export async function fanOut(context: Context, installation: number, all: readonly SubjectRef[]): Promise<void> {
  // A whole queue waits for each of them, and may land this very moment what must not land any more.
  const groups = all.filter(isMergeGroup);
  if (groups.length > 0)
    await context.store.subjects.touch(groups.map((subject) => ({ subject, guids: [], priority: 0 })));
  const subjects = all.filter((subject) => !isMergeGroup(subject));
  if (subjects.length === 0) return;
  await context.store.backlog.add(subjects);
  await keepPace(context, installation);
}

/** The next slice, and a job for the one after it. If we die in between, this job comes again. */
export async function keepPace(context: Context, installation: number): Promise<void> {
  const pace = { slice: SLICE, rate: context.config.sweepRate, priority: PRIORITY };
  const { left, wait } = await context.store.backlog.release(installation, pace);
  if (left > 0) await sendSweep(context, { task: 'pace', installation }, wait);
}

/** Their job was lost, with the database of the queue or by a bug: it is sent again. */
const LOST_AFTER = 3 * MINUTE;

export async function resumeStalled(context: Context): Promise<void> {
  for (const installation of await context.store.backlog.stalled(LOST_AFTER))
    await sendSweep(context, { task: 'pace', installation });
}
