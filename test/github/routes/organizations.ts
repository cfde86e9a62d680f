/** Organisations, teams and accounts. */
import { isTeamMember, teamMembers, usersOf } from '../access.ts';
import { membershipShape } from '../behaviour/people.ts';
import { forbidden, notFound } from '../server/github-error.ts';
import { forActor, forOrganization, type OrganizationCall, ok, page, type Route } from '../server/route.ts';
import { organizationFullShape, ownerShape, publicUserShape, teamFullShape, teamShape } from '../shapes/owner.ts';
import type { Team, User } from '../world.ts';

const members = ['members', 'read'] as const;

export const organizationRoutes: readonly Route[] = [
  forOrganization('GET /orgs/{org}', ['metadata', 'read'], async ({ stage, organization }) =>
    ok(organizationFullShape(stage.world, organization)),
  ),

  forOrganization('GET /orgs/{org}/teams', members, async (call) =>
    page(call, call.organization.teams, (list) => list.map((team) => teamShape(call.stage.world, team))),
  ),

  forOrganization('GET /orgs/{org}/teams/{team_slug}', members, async (call) =>
    ok(teamFullShape(call.stage.world, findTeam(call))),
  ),

  forOrganization('GET /orgs/{org}/teams/{team_slug}/members', members, async (call) => {
    const { stage, query } = call;
    const team = findTeam(call);
    const role = query['role'] ?? 'all';
    const found = teamMembers(stage.world, team, 'ALL').filter(
      (user) => role === 'all' || (team.members.get(user.id) ?? 'member') === role,
    );
    return page(call, found, (list) => list.map((user) => ownerShape(stage.world, user)));
  }),

  forOrganization('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', members, async (call) => {
    const { stage, path } = call;
    const team = findTeam(call);
    const user = stage.world.findUser(path['username'] ?? '');
    if (user === undefined || !isTeamMember(team, user)) throw notFound();
    const url = `${stage.world.baseUrl}/organizations/${team.organization.id}/team/${team.id}/memberships/${user.login}`;
    return ok({ state: 'active', role: team.members.get(user.id) ?? 'member', url });
  }),

  forOrganization('GET /orgs/{org}/members', members, async (call) => {
    const role = call.query['role'] ?? 'all';
    const ids = [...call.organization.members].filter(([, has]) => role === 'all' || has === role).map(([id]) => id);
    return page(call, usersOf(call.stage.world, ids), (list) => list.map((user) => ownerShape(call.stage.world, user)));
  }),

  forOrganization('GET /orgs/{org}/memberships/{username}', members, async (call) => {
    const { stage, organization, path } = call;
    const user = stage.world.findUser(path['username'] ?? '');
    const role = user === undefined ? undefined : organization.members.get(user.id);
    if (user === undefined || role === undefined) throw notFound();
    return ok(membershipShape(stage.world, organization, user, role));
  }),

  forActor('GET /users/{username}', async ({ stage, path }) => {
    const owner = stage.world.findOwner(path['username'] ?? '');
    if (owner === undefined) throw notFound();
    return ok(publicUserShape(stage.world, owner));
  }),

  forActor('GET /user/{account_id}', async ({ stage, path }) => {
    const id = Number(path['account_id']);
    const owner = stage.world.users.get(id) ?? stage.world.organizations.get(id);
    if (owner === undefined || (owner.type !== 'Organization' && owner.deleted)) throw notFound();
    return ok(publicUserShape(stage.world, owner));
  }),

  forActor('GET /user', async ({ stage, actor }) => {
    if (actor.kind !== 'user') throw forbidden();
    return ok(publicUserShape(stage.world, actor.user satisfies User));
  }),
];

function findTeam({ stage, organization, path }: OrganizationCall): Team {
  const team = stage.world.findTeam(organization, path['team_slug'] ?? '');
  if (team === undefined) throw notFound();
  return team;
}
