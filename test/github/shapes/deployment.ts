/** Deployments, their statuses and their reviews, as REST and webhooks show them. */
import type { DeployingJob, Deployment, DeploymentReview, DeploymentStatus } from '../deployments/records.ts';
import { nodeId } from '../node-id.ts';
import { toGitHubTime, type World } from '../world.ts';
import { simpleEnvironmentShape } from './environment.ts';
import { type Shape, userShape } from './owner.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

export function deploymentShape(world: World, deployment: Deployment): Shape {
  const { id, sha, ref, environment, creator, job } = deployment;
  return {
    id,
    node_id: nodeId('deployment', id),
    sha,
    ref,
    task: 'deploy',
    payload: {},
    environment: environment.name,
    original_environment: environment.name,
    description: null,
    creator: userShape(world, creator),
    ...links(world, deployment),
    transient_environment: false,
    production_environment: job === null && environment.name === 'production',
    performed_via_github_app: null,
    created_at: toGitHubTime(deployment.createdAt),
    updated_at: toGitHubTime(deployment.updatedAt),
  };
}

export function deploymentStatusShape(world: World, deployment: Deployment, status: DeploymentStatus): Shape {
  const { url, statuses_url, repository_url } = links(world, deployment);
  const { repository, job } = deployment;
  const html = repositoryHtmlUrl(world, repository);
  const page = job === null ? `${html}/deployments` : jobUrl(world, job);
  return {
    id: status.id,
    node_id: nodeId('deploymentStatus', status.id),
    state: status.state,
    creator: userShape(world, status.creator),
    description: '',
    environment: deployment.environment.name,
    target_url: page,
    log_url: page,
    url: `${statuses_url}/${status.id}`,
    deployment_url: url,
    repository_url,
    performed_via_github_app: null,
    created_at: toGitHubTime(status.createdAt),
    updated_at: toGitHubTime(status.createdAt),
  };
}

/** A job that waits, as `deployment_review` shows it. */
export function waitingJobShape(world: World, { environment, job, createdAt, updatedAt }: Deployment): Shape {
  if (job === null) throw new Error('only jobs wait for a review');
  return {
    id: job.check.id,
    name: null,
    status: 'waiting',
    conclusion: null,
    html_url: jobUrl(world, job),
    created_at: toGitHubTime(createdAt),
    updated_at: toGitHubTime(updatedAt),
    environment: environment.name,
  };
}

export function approvalShape(world: World, { environment, reviewer, state, comment }: DeploymentReview): Shape {
  return {
    environments: [simpleEnvironmentShape(world, environment)],
    state,
    user: userShape(world, reviewer),
    comment,
  };
}

function links(
  world: World,
  { repository, id }: Deployment,
): Readonly<Record<'url' | 'statuses_url' | 'repository_url', string>> {
  const above = repositoryUrl(world, repository);
  const url = `${above}/deployments/${id}`;
  return { url, statuses_url: `${url}/statuses`, repository_url: above };
}

function jobUrl(world: World, { run, check }: DeployingJob): string {
  return `${repositoryHtmlUrl(world, run.suite.repository)}/actions/runs/${run.id}/job/${check.id}`;
}
