/** Who may do what where: people through ownership, membership, teams and collaboration; apps through installations. */
import type { Actor, Installation, Organization, Permission, Repository, Team, User } from './model.ts';
import type { World } from './world.ts';

const order: readonly (Permission | 'none')[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export function atLeast(has: Permission | 'none', needs: Permission): boolean {
  return order.indexOf(has) >= order.indexOf(needs);
}

export function actorUser(actor: Actor): User {
  return actor.kind === 'user' ? actor.user : actor.installation.app.bot;
}

/** The highest permission that a person has on a repository by any way. */
export function permissionOf(repository: Repository, user: User): Permission | 'none' {
  const { owner } = repository;
  const found: (Permission | 'none')[] = [repository.private || user.deleted ? 'none' : 'read'];
  if (owner.id === user.id) found.push('admin');
  found.push(repository.collaborators.get(user.id) ?? 'none');
  if (owner.type === 'Organization') {
    const role = owner.members.get(user.id);
    if (role === 'admin') found.push('admin');
    if (role === 'member') found.push(repository.basePermission);
    for (const team of owner.teams) {
      if (isTeamMember(team, user)) found.push(team.repositories.get(repository.id) ?? 'none');
    }
  }
  return found.reduce((best, next) => (order.indexOf(next) > order.indexOf(best) ? next : best));
}

export function childTeams(team: Team): readonly Team[] {
  const children = team.organization.teams.filter((other) => other.parent === team);
  return children.flatMap((child) => [child, ...childTeams(child)]);
}

/** A member of the team or of one of its child teams. */
export function isTeamMember(team: Team, user: User): boolean {
  return !user.deleted && [team, ...childTeams(team)].some((one) => one.members.has(user.id));
}

/** Immediate members, those of child teams, or both; by login. */
export function teamMembers(world: World, team: Team, which: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM'): readonly User[] {
  const teams = which === 'IMMEDIATE' ? [team] : which === 'ALL' ? [team, ...childTeams(team)] : childTeams(team);
  const ids = new Set(teams.flatMap((one) => [...one.members.keys()]));
  return usersOf(world, ids);
}

export function usersOf(world: World, ids: Iterable<number>): readonly User[] {
  return [...ids]
    .flatMap((id) => world.users.get(id) ?? [])
    .filter((user) => !user.deleted)
    .toSorted((a, b) => (a.login < b.login ? -1 : 1));
}

/** Does the installation's token reach this repository at all? */
export function reaches(actor: Extract<Actor, { kind: 'installation' }>, repository: Repository): boolean {
  const { installation, repositoryIds } = actor;
  if (!covers(installation, repository)) return false;
  return repositoryIds === null || repositoryIds.has(repository.id);
}

export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.deleted || installation.suspendedAt !== null) return false;
  if (installation.account.id !== repository.owner.id) return false;
  return installation.repositoryIds === null || installation.repositoryIds.has(repository.id);
}

export function isGranted(
  permissions: Readonly<Record<string, string>>,
  name: string,
  level: 'read' | 'write' | 'admin',
): boolean {
  const granted = permissions[name];
  const levels = ['read', 'write', 'admin'];
  return granted !== undefined && levels.indexOf(granted) >= levels.indexOf(level);
}

/** May the actor see that the repository exists? Public repositories are visible to every token. */
export function canSee(actor: Actor, repository: Repository): boolean {
  if (actor.kind === 'user') return atLeast(permissionOf(repository, actor.user), 'read');
  return !repository.private || reaches(actor, repository);
}

/** What a public repository shows to nobody but those who work there. */
const closed: ReadonlySet<string> = new Set([
  'administration',
  'secret_scanning_alerts',
  'security_events',
  'vulnerability_alerts',
]);

/**
 * May the actor read (or write) what this App permission guards in this repository? A person needs read (or write), and
 * for `administration` to be an administrator; who may write sees alerts.
 */
export function may(actor: Actor, repository: Repository, permission: string, level: 'read' | 'write'): boolean {
  if (actor.kind === 'user') {
    const least = closed.has(permission) ? 'write' : level;
    return atLeast(permissionOf(repository, actor.user), permission === 'administration' ? 'admin' : least);
  }
  if (!reaches(actor, repository)) return level === 'read' && !repository.private && !closed.has(permission);
  return permission === 'metadata' || isGranted(actor.permissions, permission, level);
}

export function mayInOrganization(
  actor: Actor,
  organization: Organization,
  permission: string,
  level: 'read' | 'write',
): boolean {
  if (actor.kind === 'user') {
    const role = organization.members.get(actor.user.id);
    return level === 'read' ? role !== undefined : role === 'admin';
  }
  const { installation, permissions } = actor;
  return (
    installation.account.id === organization.id && !installation.deleted && isGranted(permissions, permission, level)
  );
}
