import { isFault } from '../base/fault.ts';
import type { JsonObject } from '../base/json.ts';
import type { Person } from '../policy/facts.ts';
import type { Job, Touch } from '../store/store.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';
import type { Place } from './ports.ts';
import { rememberedOf } from './stages/remembered.ts';
import { pullRequestSubject } from './subject.ts';

/**
 * Work that fans out from one event to many subjects, or that must ask GitHub which they are. Every task may come twice.
 */
export type SweepTask =
  /** Roles or the floor changed: everything open in the installation may be judged otherwise. */
  | { readonly task: 'installation'; readonly installation: number }
  /** New repositories: what is open there was never seen. */
  | { readonly task: 'repositories'; readonly installation: number; readonly places: readonly Place[] | null }
  /** Somebody asked for this commit's checks again, and GitHub did not say for which pull request. */
  | {
      readonly task: 'head';
      readonly place: Place;
      readonly head: string;
      readonly command: Command | null;
      readonly by: Person | null;
    }
  /** A comment or a button; whether its sender may is found out here. */
  | {
      readonly task: 'command';
      readonly command: Command;
      readonly place: Place;
      readonly number: number;
      readonly by: Person;
    };

type Command = 'recheck' | 'explain';

/** People wait for nothing here: what was just pushed or approved goes first. */
const PRIORITY = 5;

export async function sendSweep(context: Context, task: SweepTask): Promise<void> {
  await context.store.queue.send('sweep', keyOf(task), { ...task } as unknown as JsonObject);
}

export async function sweep(context: Context, job: Job): Promise<void> {
  const task = job.data as unknown as SweepTask;
  try {
    await run(context, task);
  } catch (error) {
    // The repository or the installation is gone meanwhile: nobody is left to answer.
    if (!isFault(error, 'github.not-found')) throw error;
    context.log.info({ task: task.task, key: job.key }, 'GitHub no longer shows what was to be swept');
  }
}

async function run(context: Context, task: SweepTask): Promise<void> {
  switch (task.task) {
    case 'installation':
      return await touch(context, (await context.store.subjects.ofInstallation(task.installation)).map(toTouch));
    case 'repositories': {
      const place = onlyPlace(task);
      if (place !== null) return await touchOpen(context, place);
      // A job of its own each: one that is gone, or that GitHub refuses, must not keep the others waiting.
      for (const each of task.places ?? (await context.forge.repositories.ofInstallation(task.installation)))
        await sendSweep(context, { ...task, places: [each] });
      return;
    }
    case 'head': {
      const { place, command, by } = task;
      const numbers = await context.forge.changes.withHead(place, task.head);
      if (command === null)
        return await touch(
          context,
          numbers.map((number) => toTouch(pullRequestSubject(place, number))),
        );
      if (by === null) return; // a button that nobody pressed is nobody's command
      for (const number of numbers) await sendSweep(context, { task: 'command', command, place, number, by });
      return;
    }
    case 'command':
      return await obey(context, task);
  }
}

function onlyPlace({ places }: Extract<SweepTask, { task: 'repositories' }>): Place | null {
  return places?.length === 1 ? (places[0] ?? null) : null;
}

async function touchOpen(context: Context, place: Place): Promise<void> {
  const open = await context.forge.changes.open(place, null);
  await touch(
    context,
    open.map(({ number }) => toTouch(pullRequestSubject(place, number))),
  );
}

async function touch(context: Context, touches: readonly Touch[]): Promise<void> {
  if (touches.length > 0) await context.store.subjects.touch(touches);
}

function toTouch(subject: Touch['subject']): Touch {
  return { subject, guids: [], priority: PRIORITY };
}

/** For who may write here, or opened the request: anybody else could make us work and write comments at will. */
async function obey(
  context: Context,
  { command, place, number, by }: Extract<SweepTask, { task: 'command' }>,
): Promise<void> {
  const subject = pullRequestSubject(place, number);
  const stored = await context.store.subjects.read(subject.key);
  const remembered = rememberedOf(stored?.verdict?.verdict);
  if (remembered.author !== by.id && !(await mayWrite(context, place, by))) {
    return context.log.info({ number, by: by.id, command }, 'A command by somebody who may not write here');
  }
  if (command === 'explain') {
    const { explanation = null } = remembered;
    const sentence =
      explanation === null || !stored?.verdict
        ? 'No policy has judged this pull request yet.'
        : `What “${stored.verdict.checkName}” says of ${stored.verdict.head.slice(0, 7)}:`;
    if (!(await answer(context, { place, number, key: subject.key }, { sentence, explanation })))
      context.log.info({ number, by: by.id, command }, 'The last answer is not a minute old');
    return;
  }
  if (stored?.verdict) await context.store.reports.refresh(place.repository.id, stored.verdict.head);
  await touch(context, [{ ...toTouch(subject), priority: 0 }]);
}

async function mayWrite(context: Context, place: Place, { login }: Person): Promise<boolean> {
  const permission = await context.forge.repositories.permission(place, login);
  return permission === 'admin' || permission === 'write';
}

function keyOf(task: SweepTask): string {
  switch (task.task) {
    case 'installation':
      return `installation:${task.installation}`;
    case 'repositories':
      return `${task.task}:${task.installation}:${onlyPlace(task)?.repository.id ?? 'all'}`;
    case 'head':
      return `head:${task.place.repository.id}:${task.head}`;
    case 'command':
      return `${task.command}:${task.place.repository.id}:${task.number}`;
  }
}
