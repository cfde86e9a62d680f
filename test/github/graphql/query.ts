import { canSee, may, mayInOrganization } from '../access.ts';
import { fullName, type NodeTarget, type Repository, toGitHubTime } from '../world.ts';
import { ownerValue } from './accounts.ts';
import type { Context, Resolvers } from './context.ts';
import { notAccessible, notFound, refusal } from './error.ts';
import { objectValue } from './git-objects.ts';
import { refValue } from './repositories.ts';
import { Fields, Typed } from './value.ts';

export const query: Resolvers<null> = {
  id: () => 'Q_',
  rateLimit: (_root, _args, { rateLimit: { limit, used, resetAt }, cost, nodeCount }) =>
    new Fields({ cost, nodeCount, limit, used, remaining: Math.max(0, limit - used), resetAt: toGitHubTime(resetAt) }),
  repository: (_root, { owner, name }: { owner: string; name: string }, { world, viewer }) => {
    const found = world.findRepository(owner, name);
    if (found === undefined || !canSee(viewer, found)) throw notFound('Repository', `name '${owner}/${name}'`);
    return new Typed('Repository', found);
  },
  organization: (_root, { login }: { login: string }, { world }) => {
    const found = world.findOrganization(login);
    if (found === undefined) throw notFound('Organization', `login of '${login}'`);
    return new Typed('Organization', found);
  },
  user: (_root, { login }: { login: string }, { world }) => {
    const found = world.findUser(login);
    if (found?.type !== 'User') throw notFound('User', `login of '${login}'`);
    return new Typed('User', found);
  },
  repositoryOwner: (_root, { login }: { login: string }, { world }) => {
    const found = world.findOwner(login);
    return found === undefined || found.type === 'Bot' ? null : ownerValue(found);
  },
  viewer: (_root, _args, { viewer }) =>
    new Typed('User', viewer.kind === 'user' ? viewer.user : viewer.installation.app.bot),
  node: (_root, { id }: { id: string }, context) => nodeValue(context, id),
  nodes: (_root, { ids }: { ids: readonly string[] }, context) => {
    if (ids.length > 100)
      throw refusal('UNPROCESSABLE', `At most 100 node ids may be asked for at once, not ${ids.length}.`);
    return ids.map((id) => nodeValue(context, id));
  },
};

/** Whatever the viewer may not see does not exist. */
export async function nodeValue(context: Context, id: string): Promise<Typed> {
  const target = context.world.findNode(id);
  const value = target === undefined ? null : await valueOf(context, target);
  if (value === null) throw notFound('node', `global id of '${id}'`);
  return value;
}

async function valueOf(context: Context, target: NodeTarget): Promise<Typed | null> {
  const { viewer } = context;
  const seen = (repository: Repository, value: Typed): Typed | null => (canSee(viewer, repository) ? value : null);
  switch (target.kind) {
    case 'user':
      return target.user.deleted ? null : new Typed(target.user.type, target.user);
    case 'organization':
      return new Typed('Organization', target.organization);
    case 'team':
      if (!mayInOrganization(viewer, target.team.organization, 'members', 'read')) throw notAccessible();
      return new Typed('Team', target.team);
    case 'app':
      return new Typed('App', target.app);
    case 'repository':
      return seen(target.repository, new Typed('Repository', target.repository));
    case 'pullRequest':
      return guarded(context, target.pullRequest.repository, new Typed('PullRequest', target.pullRequest));
    case 'review':
      return guarded(context, target.review.pullRequest.repository, new Typed('PullRequestReview', target.review));
    case 'comment':
      return guarded(context, target.comment.repository, new Typed('IssueComment', target.comment));
    case 'checkSuite':
      return seen(target.checkSuite.repository, new Typed('CheckSuite', target.checkSuite));
    case 'checkRun':
      return seen(target.checkRun.suite.repository, new Typed('CheckRun', target.checkRun));
    case 'ruleset':
      return new Typed('RepositoryRuleset', target.ruleset);
    case 'ref':
      return canSee(viewer, target.repository) ? refValue(context, target.repository, target.name) : null;
    case 'gitObject':
      return canSee(viewer, target.repository) ? objectValue(context, target.repository, target.oid) : null;
  }
}

function guarded({ viewer }: Context, repository: Repository, value: Typed): Typed | null {
  if (!canSee(viewer, repository)) return null;
  if (!may(viewer, repository, 'pull_requests', 'read')) throw notAccessible();
  return value;
}

/** The repository that a mutation writes to. */
export function writableRepository({ world, viewer }: Context, id: string): Repository {
  const target = world.findNode(id);
  const repository = target?.kind === 'repository' ? target.repository : undefined;
  if (repository === undefined || !canSee(viewer, repository)) throw notFound('node', `global id of '${id}'`);
  return assertWritable({ viewer }, repository);
}

export function assertWritable({ viewer }: Pick<Context, 'viewer'>, repository: Repository): Repository {
  if (repository.archived)
    throw refusal('FORBIDDEN', `Repository ${fullName(repository)} was archived so is read-only.`);
  if (!may(viewer, repository, 'contents', 'write')) throw notAccessible();
  return repository;
}
