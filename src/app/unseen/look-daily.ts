import { DAY } from '../../base/clock.ts';
import { asFault } from '../../base/fault.ts';
import type { FaultCode } from '../../base/fault-codes.ts';
import type { Home } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { readSpeaking } from '../deployment/speaks.ts';
import { pauseAfterSlice, SLICE } from '../fan-out.ts';
import type { Place, WorkflowFiles } from '../ports.ts';
import { openLedger } from '../stages/ledger-of.ts';
import { sendSweep } from '../sweep-task.ts';
import { compareEnvironments, type Look } from './environments.ts';
import { forgetEnvironments } from './known-environments.ts';
import { forgetFindings, scanWorkflows } from './workflows.ts';

/** The installation is suspended, or was taken from the repository: asking again at once says the same. */
const CLOSED: ReadonlySet<FaultCode> = new Set(['github.forbidden', 'github.unauthorized']);

/** When each repository was looked at last. */
const SCOPE = 'unseen-look';
/** Keys are forgotten by their beginning. */
const keyOf = (repository: number): string => `${repository}.`;

/**
 * Once an hour: which repositories have a policy that speaks of deployments, and were not looked at for a day? So one whose
 * policy is new is looked at within the hour. From this repository on, at no request; each look is a job of its own.
 */
export async function lookEverywhere(context: Context, after: number): Promise<void> {
  const homes = await context.store.homes.list(after, SLICE);
  let sent = 0;
  for (const home of homes) {
    const { repository, installation } = home;
    if (!(await isDue(context, repository.id)) || !(await mayDeploy(context, home))) continue;
    await sendSweep(context, { task: 'unseen', place: { installation, repository } });
    sent += 1;
  }
  const last = homes.at(-1);
  if (homes.length === SLICE && last !== undefined) {
    const pause = sent === 0 ? 0 : pauseAfterSlice(context);
    await sendSweep(context, { task: 'unseen-everywhere', after: last.repository.id }, pause);
  }
}

async function isDue({ store, clock }: Context, repository: number): Promise<boolean> {
  const last = (await store.memory.get(SCOPE, keyOf(repository)))?.at;
  return last === undefined || clock.now() - last >= DAY || last > clock.now();
}

/** Which branch is the default one only GitHub knows: any on which something was judged may be. */
async function mayDeploy(context: Context, { repository, installation, ledger }: Home): Promise<boolean> {
  const prefix = `${repository.id}:`;
  for (const { key } of await context.store.memory.list('needs', prefix)) {
    const at = { place: { installation, repository }, branch: key.slice(prefix.length) };
    if ((await readSpeaking(context, ledger, at)).isAny) return true;
  }
  return false;
}

/** What protects the environments of a repository, and what its workflow files say now. */
export async function lookAtUnseen(context: Context, place: Place): Promise<void> {
  const repository = place.repository.id;
  try {
    const files = await context.forge.deployments.workflowFiles(place, null);
    const look = files === null ? null : await beginLook(context, place, files);
    if (files !== null && look !== null) {
      await compareEnvironments(context, look);
      await scanWorkflows(context, look, files);
    }
    await rememberLook(context, repository);
  } catch (error) {
    const { code, message } = asFault(error);
    if (code === 'github.not-found') await forget(context, repository);
    if (!CLOSED.has(code)) throw error;
    context.log.warn({ repository, code }, `What the gate does not see was not looked at: ${message}`);
    await rememberLook(context, repository);
  }
}

async function rememberLook({ store, clock }: Context, repository: number): Promise<void> {
  await store.memory.set(SCOPE, keyOf(repository), null, clock.now());
}

/** What landed on the default branch may have brought jobs that deploy. */
export async function lookAtLanded(context: Context, place: Place, commit: string): Promise<void> {
  const files = await context.forge.deployments.workflowFiles(place, commit);
  const look = files === null ? null : await beginLook(context, place, files);
  if (files !== null && look !== null) await scanWorkflows(context, look, files);
}

/** Null: no policy speaks of deployments. */
async function beginLook(context: Context, place: Place, { branch, commit }: WorkflowFiles): Promise<Look | null> {
  const ledger = await openLedger(context, place);
  const speaking = await readSpeaking(context, ledger, { place, branch });
  return speaking.isAny ? { place, ledger, speaking, commit } : null;
}

/** The repository is gone, or the app is not in it any more. It may come back: whether it did is asked once a day. */
async function forget(context: Context, repository: number): Promise<void> {
  await forgetEnvironments(context, repository);
  await forgetFindings(context, repository);
  await rememberLook(context, repository);
}
