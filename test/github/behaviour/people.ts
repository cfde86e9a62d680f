/** Organisations, teams and collaborators: how people gain and lose roles, and the webhooks that tell it. */

import type { Shape } from '../shapes/owner.ts';
import { organizationShape, ownerShape, teamShape, userShape } from '../shapes/owner.ts';
import type { Organization, Permission, Repository, Team, User, World } from '../world.ts';

export interface RoleChange {
  readonly sender: User;
  readonly user: User;
}

export async function addOrganizationMember(
  world: World,
  organization: Organization,
  { sender, user, role }: RoleChange & { role: 'admin' | 'member' },
): Promise<void> {
  const isNew = !organization.members.has(user.id);
  organization.members.set(user.id, role);
  if (isNew) await announceMembership(world, organization, { sender, user, action: 'member_added', role });
}

/** Leaving an organisation also leaves its teams and, as on GitHub, the repositories that only those opened. */
export async function removeOrganizationMember(
  world: World,
  organization: Organization,
  { sender, user }: RoleChange,
): Promise<void> {
  const role = organization.members.get(user.id);
  if (role === undefined) return;
  organization.members.delete(user.id);
  for (const team of organization.teams) await removeTeamMember(world, team, { sender, user });
  await announceMembership(world, organization, { sender, user, action: 'member_removed', role });
}

interface MembershipNews extends RoleChange {
  readonly action: string;
  readonly role: 'admin' | 'member';
}

async function announceMembership(
  world: World,
  organization: Organization,
  { sender, user, action, role }: MembershipNews,
): Promise<void> {
  const membership = membershipShape(world, organization, user, role);
  await world.announce({
    event: 'organization',
    action,
    repository: null,
    organization,
    sender,
    body: async () => ({ membership }),
  });
}

export function membershipShape(world: World, organization: Organization, user: User, role: 'admin' | 'member'): Shape {
  const url = `${world.baseUrl}/orgs/${organization.login}`;
  return {
    url: `${url}/memberships/${user.login}`,
    state: 'active',
    role,
    direct_membership: true,
    organization_url: url,
    organization: organizationShape(world, organization),
    user: ownerShape(world, user),
  };
}

export async function createTeam(
  world: World,
  organization: Organization,
  team: { sender: User; name: string; parent: Team | null },
): Promise<Team> {
  const slug = team.name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  if (world.findTeam(organization, slug) !== undefined) throw new Error(`team ${slug} exists already`);
  const made: Team = {
    id: world.nextId(),
    organization,
    name: team.name,
    slug,
    privacy: 'closed',
    parent: team.parent,
    members: new Map(),
    repositories: new Map(),
    createdAt: world.now(),
  };
  organization.teams.push(made);
  world.teams.set(made.id, made);
  await announceTeam(world, made, team.sender, 'created');
  return made;
}

export async function deleteTeam(world: World, team: Team, sender: User): Promise<void> {
  const { organization } = team;
  organization.teams.splice(organization.teams.indexOf(team), 1);
  world.teams.delete(team.id);
  await announceTeam(world, team, sender, 'deleted');
}

/** A renamed team keeps its id and gets a new slug. */
export async function renameTeam(
  world: World,
  team: Team,
  { sender, name }: { sender: User; name: string },
): Promise<void> {
  const changes = { name: { from: team.name } };
  team.name = name;
  team.slug = name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  await announceTeam(world, team, sender, 'edited', { changes });
}

async function announceTeam(world: World, team: Team, sender: User, action: string, extra: Shape = {}): Promise<void> {
  const body = async (): Promise<Shape> => ({ team: teamShape(world, team), ...extra });
  await world.announce({ event: 'team', action, repository: null, organization: team.organization, sender, body });
}

export async function addTeamMember(
  world: World,
  team: Team,
  { sender, user, role = 'member' }: RoleChange & { role?: 'member' | 'maintainer' },
): Promise<void> {
  if (!team.organization.members.has(user.id)) {
    await addOrganizationMember(world, team.organization, { sender, user, role: 'member' });
  }
  const isNew = !team.members.has(user.id);
  team.members.set(user.id, role);
  if (isNew) await announceTeamMember(world, team, { sender, user }, 'added');
}

export async function removeTeamMember(world: World, team: Team, change: RoleChange): Promise<void> {
  if (!team.members.delete(change.user.id)) return;
  await announceTeamMember(world, team, change, 'removed');
}

async function announceTeamMember(
  world: World,
  team: Team,
  { sender, user }: RoleChange,
  action: 'added' | 'removed',
): Promise<void> {
  const body = async (): Promise<Shape> => ({
    scope: 'team',
    member: userShape(world, user),
    team: teamShape(world, team),
  });
  await world.announce({
    event: 'membership',
    action,
    repository: null,
    organization: team.organization,
    sender,
    body,
  });
}

/** @param permission null takes the collaborator away */
export async function setCollaborator(
  world: World,
  repository: Repository,
  { sender, user, permission }: RoleChange & { permission: Permission | null },
): Promise<void> {
  const before = repository.collaborators.get(user.id);
  if (permission === null) repository.collaborators.delete(user.id);
  else repository.collaborators.set(user.id, permission);
  if (before === permission || (before === undefined && permission === null)) return;
  const action = permission === null ? 'removed' : before === undefined ? 'added' : 'edited';
  const changes: Readonly<Record<string, Shape>> = {
    added: { changes: { permission: { to: legacyPermission(permission ?? 'read') } } },
    edited: { changes: { permission: { from: before ?? null, to: permission } } },
    removed: {},
  };
  const body = async (): Promise<Shape> => ({ member: userShape(world, user), ...changes[action] });
  const organization = repository.owner.type === 'Organization' ? repository.owner : null;
  await world.announce({ event: 'member', action, repository, organization, sender, body });
}

/** GitHub's older answers know three levels only. */
export function legacyPermission(permission: Permission | 'none'): 'admin' | 'write' | 'read' | 'none' {
  if (permission === 'maintain') return 'write';
  return permission === 'triage' ? 'read' : permission;
}
