import { isFault } from '../base/fault.ts';
import type { JsonObject } from '../base/json.ts';
import type { Job, Touch } from '../store/store.ts';
import type { Context } from './context.ts';
import type { Place } from './ports.ts';
import { rememberedOf } from './stages/remembered.ts';
import { pullRequestSubject } from './subject.ts';

/**
 * Work that fans out from one event to many subjects, or that must ask GitHub which they are. Every task may come twice.
 */
export type SweepTask =
  /** The policy at this base changed, or its history did. */
  | { readonly task: 'base'; readonly place: Place; readonly branch: string }
  /** Roles or the floor changed: everything open in the installation may be judged otherwise. */
  | { readonly task: 'installation'; readonly installation: number }
  /** New repositories: what is open there was never seen. */
  | { readonly task: 'repositories'; readonly installation: number; readonly places: readonly Place[] | null }
  /** Somebody asked for this commit's checks again, and GitHub did not say for which pull request. */
  | { readonly task: 'head'; readonly place: Place; readonly head: string }
  | { readonly task: 'explain'; readonly place: Place; readonly number: number; readonly login: string };

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
    case 'base':
      return await touchOpen(context, task.place, task.branch);
    case 'installation':
      return await touch(context, (await context.store.subjects.ofInstallation(task.installation)).map(toTouch));
    case 'repositories':
      for (const place of task.places ?? (await context.forge.repositories.ofInstallation(task.installation))) await touchOpen(context, place, null);
      return;
    case 'head': {
      const numbers = await context.forge.changes.withHead(task.place, task.head);
      return await touch(context, numbers.map((number) => toTouch(pullRequestSubject(task.place, number))));
    }
    case 'explain':
      return await explainTo(context, task);
  }
}

async function touchOpen(context: Context, place: Place, base: string | null): Promise<void> {
  const open = await context.forge.changes.open(place, base);
  await touch(context, open.map(({ number }) => toTouch(pullRequestSubject(place, number))));
}

async function touch(context: Context, touches: readonly Touch[]): Promise<void> {
  if (touches.length > 0) await context.store.subjects.touch(touches);
}

function toTouch(subject: Touch['subject']): Touch {
  return { subject, guids: [], priority: PRIORITY };
}

/** Answers a person who may write here or who opened the request; anybody else could make us write comments at will. */
async function explainTo(context: Context, { place, number, login }: Extract<SweepTask, { task: 'explain' }>): Promise<void> {
  const stored = await context.store.subjects.read(pullRequestSubject(place, number).key);
  const { explanation, verdict } = rememberedOf(stored?.verdict?.verdict);
  const permission = await context.forge.repositories.permission(place, login);
  if (permission !== 'admin' && permission !== 'write') {
    return context.log.info({ number, login, permission }, 'An explanation was asked for by somebody who may not write here');
  }
  const sentence = explanation === undefined || verdict === undefined ? 'No policy has judged this pull request yet.' : explanation.title;
  await context.forge.comments.write(place, number, sentence, explanation ?? null);
}

function keyOf(task: SweepTask): string {
  switch (task.task) {
    case 'base':
      return `base:${task.place.repository.id}:${task.branch}`;
    case 'installation':
    case 'repositories':
      return `${task.task}:${task.installation}`;
    case 'head':
      return `head:${task.place.repository.id}:${task.head}`;
    case 'explain':
      return `explain:${task.place.repository.id}:${task.number}`;
  }
}
