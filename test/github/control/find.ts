/** Names that control commands use, turned into records. A wrong name is a bug of the test: it throws. */
import type { WorkflowRun } from '../actions/records.ts';
import { runOfSuite } from '../actions/runs.ts';
import { findEnvironment } from '../deployments/environments.ts';
import type { Deployment, Environment } from '../deployments/records.ts';
import type { Stage } from '../server/stage.ts';
import type {
  Actor,
  App,
  CheckRun,
  Installation,
  Organization,
  PullRequest,
  Repository,
  Review,
  Team,
  User,
} from '../world.ts';

export function repositoryOf({ world }: Stage, fullName: string): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  return must(world.findRepository(owner, name), `repository ${fullName}`);
}

export function organizationOf({ world }: Stage, login: string): Organization {
  return must(world.findOrganization(login), `organisation ${login}`);
}

export function userOf({ world }: Stage, login: string): User {
  return must(world.findUser(login), `user ${login}`);
}

export function teamOf(stage: Stage, organization: string, slug: string): Team {
  return must(stage.world.findTeam(organizationOf(stage, organization), slug), `team ${organization}/${slug}`);
}

export function appOf({ world }: Stage, id: number): App {
  return must(world.apps.get(id), `app ${id}`);
}

export function installationOf({ world }: Stage, id: number): Installation {
  return must(world.installations.get(id), `installation ${id}`);
}

export function pullRequestOf(stage: Stage, fullName: string, number: number): PullRequest {
  const found = repositoryOf(stage, fullName).pullRequests.find((one) => one.number === number);
  return must(found, `pull request ${fullName}#${number}`);
}

export function reviewOf({ world }: Stage, id: number): Review {
  return must(world.reviews.get(id), `review ${id}`);
}

export function checkRunOf({ world }: Stage, id: number): CheckRun {
  return must(world.checkRuns.get(id), `check run ${id}`);
}

export function runOf({ world }: Stage, id: number): WorkflowRun {
  return must(runOfSuite(world.checkSuites.values(), id), `workflow run ${id}`);
}

export function environmentOf(stage: Stage, fullName: string, name: string): Environment {
  return must(findEnvironment(repositoryOf(stage, fullName), name), `environment ${name} of ${fullName}`);
}

export function deploymentOf(stage: Stage, fullName: string, id: number): Deployment {
  const found = repositoryOf(stage, fullName).deployments.find((one) => one.id === id);
  return must(found, `deployment ${id} of ${fullName}`);
}

/** Who does it: the named person, or the owner of the organisation (the repository's owner, if that is a person). */
export function doer(stage: Stage, as: string | undefined, owner: Repository['owner']): User {
  if (as !== undefined) return userOf(stage, as);
  if (owner.type !== 'Organization') return owner;
  const admin = [...owner.members].find(([, role]) => role === 'admin')?.[0];
  return must(admin === undefined ? undefined : stage.world.users.get(admin), `owner of ${owner.login}`);
}

export function actAs(stage: Stage, as: string | undefined, owner: Repository['owner']): Actor {
  return { kind: 'user', user: doer(stage, as, owner) };
}

function must<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`there is no ${what}`);
  return found;
}
