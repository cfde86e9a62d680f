import { MINUTE } from '../base/clock.ts';
import { isFault } from '../base/fault.ts';
import type { Job, StoredVerdict, Touch } from '../store/store.ts';
import { answer } from './answer.ts';
import { recordBuilds } from './builds/record-builds.ts';
import type { Context } from './context.ts';
import { approveDeployment } from './deployment/approve-deployment.ts';
import { coverLate } from './deployment/cover-late.ts';
import { touchesOf } from './deployment/gate-news.ts';
import { recordDeployments } from './deployment/record-deployments.ts';
import { fanOut, keepPace } from './fan-out.ts';
import { compareLedgers } from './idle-ledgers.ts';
import { tellLandings } from './landing/tell-landings.ts';
import { mayWrite } from './may-write.ts';
import { judgeRepositories } from './new-repositories.ts';
import { findGroup } from './open-groups.ts';
import { compare, compareEverywhere } from './recovery/compare.ts';
import { recordGaps } from './recovery/record-gaps.ts';
import { recoverDeliveries } from './recovery/recover-deliveries.ts';
import { settleHomes } from './settle-homes.ts';
import { lookAtSilent } from './silent-bases.ts';
import { basesBehind } from './stages/gate.ts';
import { rememberAsked } from './stages/quiet.ts';
import { rememberedOf } from './stages/remembered.ts';
import { mergeGroupSubject, pullRequestSubject } from './subject.ts';
import { type SweepTask, sendSweep } from './sweep-task.ts';
import { lookAtBranch } from './touched-branch.ts';
import { lookAtLanded, lookAtUnseen, lookEverywhere } from './unseen/look-daily.ts';

/** Asked for, but by nobody who looks at this very pull request. */
const PRIORITY = 5;

export async function sweep(context: Context, job: Pick<Job, 'id' | 'key' | 'data'>): Promise<void> {
  const task = job.data as unknown as SweepTask;
  try {
    await run(context, task);
  } catch (error) {
    const wait = waitOf(task, error);
    if (wait !== null) return await sendSweep(context, task, wait);
    // The repository or the installation is gone meanwhile: nobody is left to answer.
    if (!isFault(error, 'github.not-found')) throw error;
    context.log.info({ task: task.task, key: job.key }, 'GitHub no longer shows what was to be swept');
  }
}

/** What reads a whole installation reads as long as GitHub lets it, and goes on where it was as soon as it does again. */
const WAITING: ReadonlySet<SweepTask['task']> = new Set([
  'deliveries',
  'compare-everywhere',
  'compare',
  'repositories',
  'unseen',
  'workflows',
]);

function waitOf({ task }: SweepTask, error: unknown): number | null {
  if (!WAITING.has(task) || !isFault(error, 'github.rate-limited')) return null;
  const wait = error.details['retryAfter'];
  return typeof wait === 'number' ? wait : MINUTE;
}

async function run(context: Context, task: SweepTask): Promise<void> {
  switch (task.task) {
    case 'installation':
      return await fanOut(context, task.installation, await context.store.subjects.ofInstallation(task.installation));
    case 'everywhere':
      for (const { id, suspended } of await context.forge.repositories.installations())
        if (!suspended) await sendSweep(context, { task: 'installation', installation: id });
      return;
    case 'base':
      return await judgeBaseAgain(context, task);
    case 'repositories':
      return await judgeRepositories(context, task);
    case 'pace':
      return await keepPace(context, task.installation);
    case 'silent':
      return await lookAtSilent(context, task.after);
    case 'ledgers':
      return await compareLedgers(context, task.after);
    case 'branch':
      return await lookAtBranch(context, task);
    case 'landings':
      return await tellLandings(context, task.place);
    case 'approve':
      return await approveDeployment(context, task);
    case 'cover':
      return await coverLate(context, task);
    case 'gates':
      return await touch(context, await touchesOf(context, task.place, { run: null, guid: null }));
    case 'deployments':
      return await recordDeployments(context, task.place);
    case 'unseen-everywhere':
      return await lookEverywhere(context, task.after);
    case 'unseen':
      return await lookAtUnseen(context, task.place);
    case 'workflows':
      return await lookAtLanded(context, task.place, task.commit);
    case 'builds':
      return await recordBuilds(context, task.place);
    case 'homes':
      return await settleHomes(context, task.after);
    case 'deliveries':
      return await recoverDeliveries(context);
    case 'compare-everywhere':
      return await compareEverywhere(context);
    case 'gaps':
      return await recordGaps(context);
    case 'compare':
      return await compare(context, task);
    case 'head':
      return await judgeHead(context, task);
    case 'command':
      return await obey(context, task);
  }
}

type Task<Name extends SweepTask['task']> = Extract<SweepTask, { task: Name }>;

/** From the database, at no request: whatever was opened since the installation is known there. */
async function judgeBaseAgain(context: Context, { installation, repository, branch }: Task<'base'>): Promise<void> {
  const bases = await basesBehind(context, repository, branch);
  const open = await Promise.all(bases.map(async (base) => await context.store.subjects.onBase(repository, base)));
  await fanOut(context, installation, open.flat());
}

async function judgeHead(context: Context, { place, head, command, by }: Task<'head'>): Promise<void> {
  const numbers = await context.forge.changes.withHead(place, head);
  if (command === null) {
    const subjects = numbers.map((number) => pullRequestSubject(place, number));
    for (const subject of subjects) await rememberAsked(context, subject);
    return await touch(
      context,
      subjects.map((subject) => ({ subject, guids: [], priority: PRIORITY })),
    );
  }
  if (by === null) return; // a button that nobody pressed is nobody's command
  // There is no one pull request on which the reasons for a group could be written: its check has them all.
  const isGroup = command === 'recheck' && (await findGroup(context, place.repository.id, head)) !== null;
  if (isGroup && (await mayWrite(context, place, by)))
    await touch(context, [{ subject: mergeGroupSubject(place, head), guids: [], priority: 0 }]);
  for (const number of numbers) await sendSweep(context, { task: 'command', command, place, number, by });
}

async function touch(context: Context, touches: readonly Touch[]): Promise<void> {
  if (touches.length > 0) await context.store.subjects.touch(touches);
}

/** For who may write here, or opened the request: anybody else could make us work and write comments at will. */
async function obey(context: Context, { command, place, number, by }: Task<'command'>): Promise<void> {
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
        : `What ${nameOf(stored.verdict)} says of ${stored.verdict.head.slice(0, 7)}:`;
    if (!(await answer(context, { place, number, key: subject.key }, { sentence, explanation })))
      context.log.info({ number, by: by.id, command }, 'The last answer is not a minute old');
    return;
  }
  if (stored?.verdict) await context.store.reports.refresh(place.repository.id, stored.verdict.head);
  await rememberAsked(context, subject);
  await touch(context, [{ subject, guids: [], priority: 0 }]);
}

function nameOf({ checkName }: StoredVerdict): string {
  return checkName === '' ? 'Countersign' : `“${checkName}”`;
}
