/** Webhooks about deployments: of GitHub Actions with the run, of others without. */
import type { WorkflowRun } from '../actions/records.ts';
import type { Deployment, DeploymentReview, DeploymentStatus, Gate } from '../deployments/records.ts';
import { checkRunShape } from '../shapes/check.ts';
import { deploymentShape, deploymentStatusShape, waitingJobShape } from '../shapes/deployment.ts';
import { reviewersShape } from '../shapes/environment.ts';
import { type Shape, userShape } from '../shapes/owner.ts';
import { repositoryUrl } from '../shapes/repository.ts';
import { workflowRunShape, workflowShape } from '../shapes/workflow-run.ts';
import { type Announcement, type Repository, toGitHubTime, type User, type World } from '../world.ts';

export async function announceDeployment(world: World, deployment: Deployment): Promise<void> {
  await world.announce({
    event: 'deployment',
    action: 'created',
    ...placeOf(deployment.repository),
    sender: senderOf(deployment, deployment.creator),
    body: async () => ({
      deployment: deploymentShape(world, deployment),
      ...(await runShapes(world, deployment.job?.run ?? null)),
    }),
  });
}

export async function announceStatus(world: World, deployment: Deployment, status: DeploymentStatus): Promise<void> {
  const { job, repository } = deployment;
  await world.announce({
    event: 'deployment_status',
    action: 'created',
    ...placeOf(repository),
    sender: senderOf(deployment, status.creator),
    body: async () => ({
      deployment: deploymentShape(world, deployment),
      deployment_status: deploymentStatusShape(world, deployment, status),
      check_run: job === null ? null : checkShape(checkRunShape(world, job.check)),
      ...(await runShapes(world, job?.run ?? null)),
    }),
  });
}

/** Told to the one app. Nothing in it is required but the action, and of the run there is only the address to answer at. */
export async function announceGateRequest(world: World, deployment: Deployment, { app }: Gate): Promise<void> {
  const { repository, environment } = deployment;
  const run = runOf(deployment);
  await world.announce({
    event: 'deployment_protection_rule',
    action: 'requested',
    ...placeOf(repository),
    sender: run.triggeringActor,
    onlyApp: app,
    body: async () => ({
      environment: environment.name,
      event: run.event,
      deployment_callback_url: `${repositoryUrl(world, repository)}/actions/runs/${run.id}/deployment_protection_rule`,
      deployment: deploymentShape(world, deployment),
      pull_requests: [],
    }),
  });
}

export async function announceReviewRequest(world: World, deployment: Deployment): Promise<void> {
  const { repository, environment, createdAt } = deployment;
  const run = runOf(deployment);
  await world.announce({
    event: 'deployment_review',
    action: 'requested',
    ...placeOf(repository),
    sender: run.triggeringActor,
    body: async () => ({
      environment: environment.name,
      requestor: userShape(world, run.triggeringActor),
      reviewers: reviewersShape(world, environment).map(withoutType),
      since: toGitHubTime(createdAt),
      workflow_job_run: { ...waitingJobShape(world, deployment), name: deployment.job?.check.name ?? null },
      workflow_run: await runShape(world, run),
    }),
  });
}

export interface ReviewNews {
  readonly run: WorkflowRun;
  readonly review: DeploymentReview;
  /** Those of the environment whose jobs wait. */
  readonly deployments: readonly Deployment[];
}

/** Teams that were asked are not named any more. */
export async function announceReview(world: World, { run, review, deployments }: ReviewNews): Promise<void> {
  const { environment, reviewer, state, comment } = review;
  await world.announce({
    event: 'deployment_review',
    action: state,
    ...placeOf(run.suite.repository),
    sender: reviewer,
    body: async () => ({
      approver: userShape(world, reviewer),
      comment,
      reviewers: reviewersShape(world, environment).filter(({ type }) => type === 'User'),
      since: toGitHubTime(deployments[0]?.createdAt ?? run.updatedAt),
      workflow_job_runs: deployments.map((one) => waitingJobShape(world, one)),
      workflow_run: await runShape(world, run),
    }),
  });
}

async function runShapes(world: World, run: WorkflowRun | null): Promise<Shape> {
  if (run === null) return { workflow: null, workflow_run: null };
  return {
    workflow: workflowShape(world, run.suite.repository, run.workflow),
    workflow_run: await runShape(world, run),
  };
}

/** Without the commit and the attempt before, for which these webhooks have null or nothing. */
async function runShape(world: World, run: WorkflowRun): Promise<Shape> {
  const { head_commit: _commit, previous_attempt_url: _before, ...shape } = await workflowRunShape(world, run);
  return { ...shape, head_branch: run.suite.headBranch ?? '' };
}

function checkShape({
  output: _output,
  check_suite: _suite,
  app: _app,
  pull_requests: _pulls,
  ...shape
}: Shape): Shape {
  return shape;
}

/** The description knows teams as reviewers and then types of accounts only. */
function withoutType({ type, reviewer }: Shape): Shape {
  const { type: _kind, ...shape } = reviewer as Shape;
  return type === 'Team' ? { type, reviewer: shape } : { type, reviewer };
}

function senderOf({ job }: Deployment, otherwise: User): User {
  return job?.run.triggeringActor ?? otherwise;
}

function runOf({ id, job }: Deployment): WorkflowRun {
  if (job === null) throw new Error(`the deployment ${id} is of no run`);
  return job.run;
}

function placeOf(repository: Repository): Pick<Announcement, 'repository' | 'organization'> {
  return { repository, organization: repository.owner.type === 'Organization' ? repository.owner : null };
}
