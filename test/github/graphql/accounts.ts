import {
  atLeast,
  canSee,
  childTeams,
  isTeamMember,
  mayInOrganization,
  permissionOf,
  teamMembers,
  usersOf,
} from '../access.ts';
import { nodeId } from '../node-id.ts';
import { htmlUrl } from '../shapes/owner.ts';
import {
  type App,
  type Organization,
  type Owner,
  type Repository,
  type Team,
  toGitHubTime,
  type User,
} from '../world.ts';
import { type Context, type Resolvers, typed } from './context.ts';
import { notAccessible, refusal } from './error.ts';
import { type ConnectionOptions, connection, type Fields, type PageArguments, Typed } from './value.ts';

/** A person or a bot as `Actor`; a deleted account is null. */
export function actorValue(user: User | null | undefined): Typed | null {
  if (user === null || user === undefined || user.deleted) return null;
  return new Typed(user.type, user);
}

/** Where the schema demands `User`, GitHub shows bots as users too, with the suffix in their login. */
export function userValue(user: User | null | undefined): Typed | null {
  return user === null || user === undefined || user.deleted ? null : new Typed('User', user);
}

export function ownerValue(owner: Owner): Typed {
  return new Typed(owner.type === 'Organization' ? 'Organization' : 'User', owner);
}

const userNode: ConnectionOptions<User> = { node: (user) => new Typed('User', user) };

const repositoryOwner = {
  id: (owner) => nodeId(owner.type === 'Organization' ? 'organization' : 'user', owner.id),
  databaseId: (owner) => owner.id,
  name: (owner) => owner.name,
  url: (owner, _args, { world }) => htmlUrl(world, owner),
  resourcePath: (owner) => `/${owner.login}`,
  avatarUrl: (owner, _args, { world }) => `${world.baseUrl}/avatars/u/${owner.id}?v=4`,
  createdAt: (owner) => toGitHubTime(owner.createdAt),
  updatedAt: (owner) => toGitHubTime(owner.createdAt),
  repositories: (owner, args: PageArguments & { isFork?: boolean | null }, { world, viewer }) => {
    const all = [...world.repositories.values()].filter((each) => each.owner === owner && canSee(viewer, each));
    const wanted = all.filter((each) => typeof args.isFork !== 'boolean' || (each.parent !== null) === args.isFork);
    return connection(wanted, args, { node: (each: Repository) => new Typed('Repository', each) });
  },
  repository: (owner, { name }: { name: string }, { world, viewer }) => {
    const found = world.findRepository(owner.login, name);
    return found !== undefined && canSee(viewer, found) ? new Typed('Repository', found) : null;
  },
} as const satisfies Resolvers<Owner>;

export const user: Resolvers<User> = {
  ...repositoryOwner,
  login: (person) => person.login,
  isViewer: (person, _args, { viewer }) => viewer.kind === 'user' && viewer.user === person,
  isSiteAdmin: () => false,
  organizations: (person, args: PageArguments, { world }) => {
    const all = [...world.organizations.values()].filter((each) => each.members.has(person.id));
    return connection(all, args, { node: ownerValue });
  },
};

/** A bot's login in GraphQL is its app's slug, without the suffix that REST shows. */
export const bot: Resolvers<User> = {
  id: repositoryOwner.id,
  databaseId: repositoryOwner.databaseId,
  url: repositoryOwner.url,
  avatarUrl: repositoryOwner.avatarUrl,
  createdAt: repositoryOwner.createdAt,
  updatedAt: repositoryOwner.updatedAt,
  login: (account) => account.login.replace(/\[bot\]$/, ''),
  resourcePath: (account) => `/apps/${account.login.replace(/\[bot\]$/, '')}`,
};

export const organization: Resolvers<Organization> = {
  ...repositoryOwner,
  login: (account) => account.login,
  team: (account, { slug }: { slug: string }, context) => {
    guardMembers(account, context);
    return typed('Team', context.world.findTeam(account, slug));
  },
  teams: (account, args: PageArguments & TeamFilter, context) => {
    guardMembers(account, context);
    return connection(filterTeams(account.teams, args, context), args, { node: (team) => new Typed('Team', team) });
  },
  membersWithRole: (account, args: PageArguments, context) => {
    guardMembers(account, context);
    return connection(usersOf(context.world, account.members.keys()), args, {
      ...userNode,
      edge: (person) => ({ role: account.members.get(person.id) === 'admin' ? 'ADMIN' : 'MEMBER' }),
    });
  },
};

type TeamFilter = {
  readonly userLogins?: readonly string[] | null;
  readonly query?: string | null;
  readonly rootTeamsOnly?: boolean | null;
  readonly privacy?: string | null;
  readonly role?: string | null;
};

/**
 * `userLogins` means every one of them, and as an immediate member: whether GitHub counts any of them, or members of
 * child teams, is not documented, and this reading grants the least.
 */
function filterTeams(teams: readonly Team[], args: TeamFilter, { world }: Context): readonly Team[] {
  if (typeof args.role === 'string') throw refusal('NOT_IMPLEMENTED', 'Organization.teams(role:) is not implemented');
  const people = args.userLogins?.map((login) => world.findUser(login));
  const query = args.query?.toLowerCase();
  return teams
    .filter(
      (team) => people === undefined || people.every((person) => person !== undefined && team.members.has(person.id)),
    )
    .filter((team) => query === undefined || team.slug.includes(query) || team.name.toLowerCase().includes(query))
    .filter((team) => args.rootTeamsOnly !== true || team.parent === null)
    .filter((team) => typeof args.privacy !== 'string' || (args.privacy === 'SECRET') === (team.privacy === 'secret'))
    .toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
}

/** Teams and members are visible to an app only with the organisation permission `members`. */
function guardMembers(account: Organization, { viewer }: Context): void {
  if (!mayInOrganization(viewer, account, 'members', 'read')) throw notAccessible();
}

export const team: Resolvers<Team> = {
  id: ({ id }) => nodeId('team', id),
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  slug: ({ slug }) => slug,
  combinedSlug: (self) => `${self.organization.login}/${self.slug}`,
  description: () => null,
  privacy: ({ privacy }) => (privacy === 'secret' ? 'SECRET' : 'VISIBLE'),
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
  updatedAt: ({ createdAt }) => toGitHubTime(createdAt),
  url: (self, _args, { world }) => `${world.baseUrl}/orgs/${self.organization.login}/teams/${self.slug}`,
  resourcePath: (self) => `/orgs/${self.organization.login}/teams/${self.slug}`,
  organization: (self) => ownerValue(self.organization),
  parentTeam: ({ parent }) => typed('Team', parent),
  ancestors: (self, args: PageArguments) =>
    connection(ancestorsOf(self), args, { node: (each) => new Typed('Team', each) }),
  childTeams: (self, args: PageArguments & TeamFilter & { immediateOnly?: boolean | null }, context) => {
    const all = childTeams(self).filter((each) => args.immediateOnly === false || each.parent === self);
    return connection(filterTeams(all, args, context), args, { node: (each) => new Typed('Team', each) });
  },
  members: (self, args: PageArguments & MemberFilter, { world }): Fields => {
    const query = args.query?.toLowerCase();
    const all = teamMembers(world, self, args.membership ?? 'ALL').filter(
      (person) =>
        (query === undefined ||
          person.login.toLowerCase().includes(query) ||
          person.name?.toLowerCase().includes(query) === true) &&
        (typeof args.role !== 'string' || roleIn(self, person) === args.role),
    );
    return connection(all, args, { ...userNode, edge: (person) => ({ role: roleIn(self, person) }) });
  },
};

type MemberFilter = {
  readonly membership?: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM' | null;
  readonly query?: string | null;
  readonly role?: string | null;
};

function roleIn(self: Team, person: User): 'MAINTAINER' | 'MEMBER' {
  return self.members.get(person.id) === 'maintainer' ? 'MAINTAINER' : 'MEMBER';
}

function ancestorsOf({ parent }: Team): readonly Team[] {
  return parent === null ? [] : [parent, ...ancestorsOf(parent)];
}

export const app: Resolvers<App> = {
  id: ({ id }) => nodeId('app', id),
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  slug: ({ slug }) => slug,
  clientId: ({ clientId }) => clientId,
  description: () => '',
  url: ({ slug }, _args, { world }) => `${world.baseUrl}/apps/${slug}`,
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
  updatedAt: ({ createdAt }) => toGitHubTime(createdAt),
};

/** The teams on whose behalf a person's review counts: those with write access to the repository. */
export function teamsOnBehalf(repository: Repository, person: User): readonly Team[] {
  if (repository.owner.type !== 'Organization') return [];
  return repository.owner.teams.filter(
    (each) => isTeamMember(each, person) && atLeast(each.repositories.get(repository.id) ?? 'none', 'write'),
  );
}

export function canPush(repository: Repository, person: User): boolean {
  return atLeast(permissionOf(repository, person), 'write');
}
