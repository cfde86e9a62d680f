/** Jobs of GitHub Actions that deploy: they wait, go on and end together with their deployment. */
import { actionsApp, finishRun } from '../actions/runs.ts';
import { updateCheckRun } from '../behaviour/checks.ts';
import type { CheckConclusion, CheckStatus, World } from '../world.ts';
import type { DeployingJob, Deployment, DeploymentState } from './records.ts';
import { setState } from './statuses.ts';

/** By the job: whoever may write deployments can give one any status, which lets no job go on. */
export function isWaiting({ job }: Deployment): boolean {
  return job?.check.status === 'waiting';
}

export async function holdJob(world: World, deployment: Deployment): Promise<void> {
  await move(world, deployment, { state: 'waiting', status: 'waiting' });
}

export async function beginJob(world: World, deployment: Deployment): Promise<void> {
  await move(world, deployment, { state: 'in_progress', status: 'in_progress' });
}

/** A job that fails takes the run with it, unless others of its jobs are not done; one that succeeds may have successors. */
export async function endJob(
  world: World,
  deployment: Deployment,
  state: Extract<DeploymentState, 'success' | 'failure' | 'error'>,
): Promise<void> {
  const { run } = await move(world, deployment, { state, conclusion: state === 'success' ? 'success' : 'failure' });
  const isDone = run.suite.runs.every(({ status }) => status === 'completed');
  if (state !== 'success' && isDone) await finishRun(world, run, 'failure');
}

type Step = { readonly state: DeploymentState } & (
  | { readonly status: CheckStatus }
  | { readonly conclusion: CheckConclusion }
);

async function move(world: World, deployment: Deployment, { state, ...fields }: Step): Promise<DeployingJob> {
  const { job, repository } = deployment;
  if (job === null) throw new Error(`the deployment ${deployment.id} has no job`);
  const actions = actionsApp(world);
  await updateCheckRun(world, actions, job.check, fields);
  const waits = repository.deployments.some((one) => one.job?.run === job.run && isWaiting(one));
  job.run.status = waits ? 'waiting' : 'in_progress';
  job.run.updatedAt = world.now();
  await setState(world, deployment, { state, creator: actions.bot });
  return job;
}
