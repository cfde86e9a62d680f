/** What administrators do with environments, within GitHub's limits. */
import { atLeast, covers, isGranted, permissionOf } from '../access.ts';
import { invalid } from '../server/github-error.ts';
import type { App, Repository, Team, User, World } from '../world.ts';
import { endJob, isWaiting } from './jobs.ts';
import type { Environment } from './records.ts';

const maxGates = 6;
const maxReviewers = 6;

export interface Protection {
  readonly gates?: readonly App[];
  readonly reviewers?: readonly (User | Team)[];
  readonly preventSelfReview?: boolean;
  readonly adminsBypass?: boolean;
  readonly saysAdminsBypass?: boolean;
  readonly waitTimer?: number;
  readonly branches?: 'protected' | 'chosen' | null;
}

export function findEnvironment({ environments }: Repository, name: string): Environment | undefined {
  return environments.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

/** One that a deployment names and nobody made comes into being, with nothing that protects it. */
export function takeEnvironment(world: World, repository: Repository, name: string): Environment {
  return findEnvironment(repository, name) ?? createEnvironment(world, repository, { name, protection: {} });
}

export function createEnvironment(
  world: World,
  repository: Repository,
  { name, protection }: { readonly name: string; readonly protection: Protection },
): Environment {
  if (findEnvironment(repository, name) !== undefined) throw invalid(`There is an environment ${name} already.`);
  const environment: Environment = {
    id: world.nextId(),
    repository,
    name,
    gates: [],
    reviewers: [],
    preventSelfReview: false,
    adminsBypass: true,
    saysAdminsBypass: false,
    waitTimer: 0,
    branches: null,
    createdAt: world.now(),
    updatedAt: world.now(),
  };
  protect(world, environment, protection);
  repository.environments.push(environment);
  return environment;
}

/** What is not given stays as it is. Jobs that wait already wait for what was asked when they came. */
export function protect(world: World, environment: Environment, protection: Protection): void {
  const { gates, reviewers, preventSelfReview, adminsBypass, saysAdminsBypass, waitTimer, branches } = protection;
  refuseUnfit(world, environment.repository, protection);
  if (gates !== undefined)
    environment.gates = gates.map(
      (app) => environment.gates.find((gate) => gate.app === app) ?? { id: world.nextId(), app },
    );
  if (reviewers !== undefined) environment.reviewers = reviewers;
  if (preventSelfReview !== undefined) environment.preventSelfReview = preventSelfReview;
  if (adminsBypass !== undefined) environment.adminsBypass = adminsBypass;
  if (saysAdminsBypass !== undefined) environment.saysAdminsBypass = saysAdminsBypass;
  if (waitTimer !== undefined) environment.waitTimer = waitTimer;
  if (branches !== undefined) environment.branches = branches;
  environment.updatedAt = world.now();
}

/** Jobs that wait because of its rules fail. What was deployed stays in the list. */
export async function deleteEnvironment(world: World, environment: Environment): Promise<void> {
  const { environments, deployments } = environment.repository;
  environments.splice(environments.indexOf(environment), 1);
  for (const one of deployments)
    if (one.environment === environment && isWaiting(one)) await endJob(world, one, 'failure');
}

function refuseUnfit(world: World, repository: Repository, { gates = [], reviewers = [] }: Protection): void {
  if (gates.length > maxGates) throw invalid(`No more than ${maxGates} custom rules may be enabled.`);
  if (new Set(gates).size < gates.length) throw invalid('A custom rule is enabled twice.');
  for (const app of gates)
    if (!mayGate(world, repository, app)) throw invalid(`The app ${app.slug} provides no rule for this repository.`);
  if (reviewers.length > maxReviewers) throw invalid(`No more than ${maxReviewers} reviewers are allowed.`);
  for (const one of reviewers) {
    const reads = 'slug' in one ? one.repositories.has(repository.id) : atLeast(permissionOf(repository, one), 'read');
    if (!reads) throw invalid('Reviewers must have at least read access to the repository.');
  }
}

/** Apps are offered where they are installed, may answer and want to be asked. */
function mayGate(world: World, repository: Repository, app: App): boolean {
  return [...world.installations.values()].some(
    (one) =>
      one.app === app &&
      covers(one, repository) &&
      isGranted(one.permissions, 'deployments', 'write') &&
      one.events.includes('deployment_protection_rule'),
  );
}
