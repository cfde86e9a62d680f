/** How deployments begin and end: those of GitHub Actions, and those that somebody else makes. */

import { may } from '../access.ts';
import type { WorkflowConclusion, WorkflowRun } from '../actions/records.ts';
import { actionsApp } from '../actions/runs.ts';
import { announceDeployment, announceGateRequest, announceReviewRequest } from '../announce/deployment.ts';
import { addCheckRun } from '../behaviour/checks.ts';
import { forbidden, GitHubError } from '../server/github-error.ts';
import type { CheckRun, Repository, User, World } from '../world.ts';
import { beginJob, endJob, holdJob, isWaiting } from './jobs.ts';
import type { Deployment, DeploymentState, Environment } from './records.ts';
import { setState, stateOf } from './statuses.ts';

export interface DeployRequest {
  readonly run: WorkflowRun;
  readonly environment: Environment;
  /** Name of the job. */
  readonly job: string;
}

/** A job of a run reaches an environment: it waits for whoever has to approve, and goes on where nobody has. */
export async function deployJob(world: World, { run, environment, job }: DeployRequest): Promise<Deployment> {
  if (run.status === 'completed') throw new GitHubError(422, `The workflow run ${run.id} is over.`);
  const check = await takeJob(world, run, job);
  const { repository, headSha } = run.suite;
  const deployment = add(world, {
    environment,
    repository,
    sha: headSha,
    ref: run.suite.headBranch ?? headSha,
    creator: actionsApp(world).bot,
    job: { run, attempt: run.attempt, check },
    gates: environment.gates.map((gate) => ({ gate, answer: null, reports: [] })),
    needsReview: environment.reviewers.length > 0,
  });
  await announceDeployment(world, deployment);
  if (deployment.gates.length === 0 && !deployment.needsReview) {
    await beginJob(world, deployment);
    return deployment;
  }
  await holdJob(world, deployment);
  for (const { gate } of deployment.gates) await announceGateRequest(world, deployment, gate);
  if (deployment.needsReview) await announceReviewRequest(world, deployment);
  return deployment;
}

/** The job's newest check run, or the first one. */
async function takeJob(world: World, { suite }: WorkflowRun, name: string): Promise<CheckRun> {
  const known = suite.runs.findLast((run) => run.name === name && run.status !== 'completed');
  return known ?? addCheckRun(world, suite, { name, status: 'queued' });
}

/** Somebody deploys outside of Actions: GitHub only keeps a record of it, whatever the environment asks for. */
export async function createDeployment(
  world: World,
  request: Pick<Deployment, 'repository' | 'environment' | 'sha' | 'ref' | 'creator'>,
): Promise<Deployment> {
  refuseOthers(request.creator, request.repository);
  const deployment = add(world, { ...request, job: null, gates: [], needsReview: false });
  await announceDeployment(world, deployment);
  return deployment;
}

export type Ending = Extract<DeploymentState, 'success' | 'failure' | 'error'>;

export async function finishDeployment(world: World, deployment: Deployment, state: Ending): Promise<void> {
  if (deployment.job === null) await setState(world, deployment, { state, creator: deployment.creator });
  else if (deployment.job.check.status === 'in_progress') await endJob(world, deployment, state);
  else throw new GitHubError(422, `The deployment ${deployment.id} is ${stateOf(deployment)}.`);
}

export async function setDeploymentStatus(
  world: World,
  deployment: Deployment,
  news: { readonly state: DeploymentState; readonly creator: User },
): Promise<void> {
  refuseOthers(news.creator, deployment.repository);
  if (news.state === 'waiting') throw new GitHubError(422, 'Only GitHub lets deployments wait.');
  await setState(world, deployment, news);
}

/** Of people; what apps may do, their installations say. */
function refuseOthers(user: User, repository: Repository): void {
  if (user.type === 'User' && !may({ kind: 'user', user }, repository, 'deployments', 'write')) throw forbidden();
}

/** The run ends: what it deploys ends with it. What still waits cannot have been a success. */
export async function endDeployments(world: World, run: WorkflowRun, conclusion: WorkflowConclusion): Promise<void> {
  const unfinished = ongoing(run);
  if (conclusion === 'success' && unfinished.some(isWaiting))
    throw new GitHubError(422, `The workflow run ${run.id} waits for an environment.`);
  const creator = actionsApp(world).bot;
  const failed = conclusion === 'cancelled' ? 'error' : 'failure';
  for (const one of unfinished)
    await setState(world, one, { state: conclusion === 'success' ? 'success' : failed, creator });
}

function ongoing(run: WorkflowRun): readonly Deployment[] {
  return run.suite.repository.deployments.filter((one) => one.job?.run === run && one.job.check.status !== 'completed');
}

type New = Omit<Deployment, 'id' | 'statuses' | 'review' | 'createdAt' | 'updatedAt'>;

function add(world: World, made: New): Deployment {
  const fresh = { id: world.nextId(), statuses: [], review: null, createdAt: world.now(), updatedAt: world.now() };
  const deployment: Deployment = { ...made, ...fresh };
  made.repository.deployments.push(deployment);
  return deployment;
}
