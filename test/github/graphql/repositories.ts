import { atLeast, canSee, may, permissionOf, usersOf } from '../access.ts';
import { nodeId } from '../node-id.ts';
import { rulesFor } from '../rules.ts';
import { repositoryHtmlUrl } from '../shapes/repository.ts';
import { fullName, type PullRequest, type Repository, type Ruleset, toGitHubTime } from '../world.ts';
import { ownerValue } from './accounts.ts';
import type { Context, RefSource, Resolvers } from './context.ts';
import { notAccessible, notFound, refusal } from './error.ts';
import { findByExpression, objectValue } from './git-objects.ts';
import { mergeQueueValue } from './merge-queue.ts';
import { connection, type PageArguments, Typed } from './value.ts';

/** The repository, or null when it is gone or the viewer cannot see it. */
export function visibleRepository({ viewer }: Context, repository: Repository | null | undefined): Typed | null {
  if (repository === null || repository === undefined || !canSee(viewer, repository)) return null;
  return new Typed('Repository', repository);
}

export async function refValue({ world }: Context, repository: Repository, name: string): Promise<Typed | null> {
  const oid = await world.git.readRef(repository.gitDir, name);
  return oid === null ? null : new Typed('Ref', { repository, name, oid } satisfies RefSource);
}

function guard({ viewer }: Context, repository: Repository, permission: string): void {
  if (!may(viewer, repository, permission, 'read')) throw notAccessible();
}

export const repository: Resolvers<Repository> = {
  id: ({ id }) => nodeId('repository', id),
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  nameWithOwner: (self) => fullName(self),
  description: () => null,
  url: (self, _args, { world }) => repositoryHtmlUrl(world, self),
  resourcePath: (self) => `/${fullName(self)}`,
  owner: ({ owner }) => ownerValue(owner),
  isPrivate: (self) => self.private,
  visibility: (self) => (self.private ? 'PRIVATE' : 'PUBLIC'),
  isInOrganization: ({ owner }) => owner.type === 'Organization',
  isFork: ({ parent }) => parent !== null,
  isArchived: ({ archived }) => archived,
  isDisabled: () => false,
  isLocked: () => false,
  isMirror: () => false,
  isTemplate: () => false,
  isEmpty: async (self, _args, { world }) => (await world.git.listRefs(self.gitDir, 'refs/heads/')).length === 0,
  parent: ({ parent }, _args, context) => visibleRepository(context, parent),
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
  updatedAt: ({ pushedAt }) => toGitHubTime(pushedAt),
  pushedAt: ({ pushedAt }) => toGitHubTime(pushedAt),
  mergeCommitAllowed: ({ allowMergeCommit }) => allowMergeCommit,
  squashMergeAllowed: ({ allowSquashMerge }) => allowSquashMerge,
  rebaseMergeAllowed: ({ allowRebaseMerge }) => allowRebaseMerge,
  viewerPermission: (self, _args, { viewer }) => {
    const permission = viewer.kind === 'user' ? permissionOf(self, viewer.user) : 'none';
    return permission === 'none' ? null : permission.toUpperCase();
  },
  defaultBranchRef: (self, _args, context) => {
    guard(context, self, 'contents');
    return refValue(context, self, `refs/heads/${self.defaultBranch}`);
  },
  ref: async (self, { qualifiedName: name }: { qualifiedName: string }, context) => {
    guard(context, self, 'contents');
    for (const full of [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]) {
      const found = await refValue(context, self, full);
      if (found !== null) return found;
    }
    return null;
  },
  refs: async (self, args: PageArguments & RefFilter, context) => {
    guard(context, self, 'contents');
    if (args.orderBy?.field === 'TAG_COMMIT_DATE')
      throw refusal('NOT_IMPLEMENTED', 'Repository.refs by TAG_COMMIT_DATE is not implemented');
    const listed = await context.world.git.listRefs(self.gitDir, args.refPrefix);
    const named = listed.filter(({ name }) => name.slice(args.refPrefix.length).includes(args.query ?? ''));
    const isDown = (args.orderBy?.direction ?? args.direction) === 'DESC';
    return connection(isDown ? named.toReversed() : named, args, {
      node: ({ name, oid }) => new Typed('Ref', { repository: self, name, oid } satisfies RefSource),
    });
  },
  object: (self, { oid, expression }: { oid?: string | null; expression?: string | null }, context) => {
    guard(context, self, 'contents');
    if (typeof oid === 'string') return objectValue(context, self, oid);
    return typeof expression === 'string' ? findByExpression(context, self, expression) : null;
  },
  pullRequest: (self, { number }: { number: number }, context) => {
    guard(context, self, 'pull_requests');
    const found = self.pullRequests.find((each) => each.number === number);
    if (found === undefined) throw notFound('PullRequest', `number of ${number}`);
    return new Typed('PullRequest', found);
  },
  pullRequests: (self, args: PageArguments & PullRequestFilter, context) => {
    guard(context, self, 'pull_requests');
    return connection(filterPullRequests(self.pullRequests, args), args, {
      node: (each) => new Typed('PullRequest', each),
    });
  },
  /** Classic branch protection does not exist here. */
  branchProtectionRules: (_self, args: PageArguments) => connection([], args, { node: () => null }),
  rulesets: (self, args: PageArguments & { includeParents?: boolean | null; targets?: readonly string[] | null }) =>
    connection(
      rulesetsOf(self, args.includeParents !== false).filter(
        ({ target }) =>
          args.targets === undefined || args.targets === null || args.targets.includes(target.toUpperCase()),
      ),
      args,
      { node: (each) => new Typed('RepositoryRuleset', each) },
    ),
  ruleset: (self, args: { databaseId: number; includeParents?: boolean | null }) => {
    const found = rulesetsOf(self, args.includeParents !== false).find(({ id }) => id === args.databaseId);
    return found === undefined ? null : new Typed('RepositoryRuleset', found);
  },
  mergeQueue: (self, { branch }: { branch?: string | null }, context) =>
    mergeQueueValue(context, self, branch ?? self.defaultBranch),
  labels: (self, args: PageArguments & { query?: string | null }) =>
    connection(
      self.labels.filter(({ name }) => name.includes(args.query ?? '')),
      args,
      { node: (each) => new Typed('Label', each) },
    ),
  collaborators: (self, args: PageArguments & { login?: string | null; query?: string | null }, context) => {
    guard(context, self, 'metadata');
    const { world } = context;
    const everybody = usersOf(world, world.users.keys()).filter((person) => person.type === 'User');
    const wanted = everybody.filter(
      (person) =>
        atLeast(permissionOf({ ...self, private: true }, person), 'read') &&
        (typeof args.login !== 'string' || person.login.toLowerCase() === args.login.toLowerCase()) &&
        person.login.includes(args.query ?? ''),
    );
    return connection(wanted, args, {
      node: (person) => new Typed('User', person),
      edge: (person) => ({ permission: permissionOf(self, person).toUpperCase() }),
    });
  },
};

type RefFilter = {
  readonly refPrefix: string;
  readonly query?: string | null;
  readonly direction?: string | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
};

type PullRequestFilter = {
  readonly states?: readonly string[] | null;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
};

function filterPullRequests(all: readonly PullRequest[], filter: PullRequestFilter): readonly PullRequest[] {
  const { states, baseRefName, headRefName, labels, orderBy } = filter;
  if (orderBy?.field === 'COMMENTS')
    throw refusal('NOT_IMPLEMENTED', 'Repository.pullRequests by COMMENTS is not implemented');
  const isUnset = (value: unknown): value is null | undefined => value === undefined || value === null;
  const stateOf = (each: PullRequest): string => (each.mergedAt === null ? each.state.toUpperCase() : 'MERGED');
  const found = all.filter(
    (each) =>
      (isUnset(states) || states.includes(stateOf(each))) &&
      (isUnset(baseRefName) || each.baseBranch === baseRefName) &&
      (isUnset(headRefName) || each.headBranch === headRefName) &&
      (isUnset(labels) || each.labels.some(({ name }) => labels.includes(name))),
  );
  const by = (each: PullRequest): number => (orderBy?.field === 'UPDATED_AT' ? each.updatedAt : each.createdAt);
  const ordered = found.toSorted((a, b) => by(a) - by(b) || a.number - b.number);
  return orderBy?.direction === 'DESC' ? ordered.toReversed() : ordered;
}

function rulesetsOf(self: Repository, withParents: boolean): readonly Ruleset[] {
  const inherited = withParents && self.owner.type === 'Organization' ? self.owner.rulesets : [];
  return [...self.rulesets, ...inherited];
}

/** Rules that are in force on a ref. */
export const refRules: Resolvers<RefSource> = {
  rules: ({ repository: self, name }, args: PageArguments) =>
    connection(rulesFor(self, name), args, { node: (applied) => new Typed('RepositoryRule', applied) }),
  branchProtectionRule: () => null,
  refUpdateRule: () => null,
};
