/** Accounts as REST and webhooks show them. A shape has every field that any of GitHub's descriptions of it requires. */
import { nodeId } from '../node-id.ts';
import { type App, type Organization, type Owner, type Team, toGitHubTime, type User, type World } from '../world.ts';

export type Shape = Readonly<Record<string, unknown>>;

export function ownerShape(world: World, owner: Owner): Shape {
  const url = `${world.baseUrl}/users/${encodeURIComponent(owner.login)}`;
  return {
    login: owner.login,
    id: owner.id,
    node_id: nodeId(owner.type === 'Organization' ? 'organization' : 'user', owner.id),
    avatar_url: `${world.baseUrl}/avatars/u/${owner.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: htmlUrl(world, owner),
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: owner.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** REST never shows a deleted account: the ghost stands for it. */
export function userShape(world: World, user: User): Shape {
  return ownerShape(world, user.deleted ? world.ghost : user);
}

export function htmlUrl(world: World, owner: Owner): string {
  const bot = owner.login.endsWith('[bot]');
  return `${world.baseUrl}/${bot ? `apps/${owner.login.slice(0, -'[bot]'.length)}` : owner.login}`;
}

export function publicUserShape(world: World, owner: Owner): Shape {
  return {
    ...ownerShape(world, owner),
    name: owner.name,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: toGitHubTime(owner.createdAt),
    updated_at: toGitHubTime(owner.createdAt),
  };
}

export function organizationShape(world: World, organization: Organization): Shape {
  const url = `${world.baseUrl}/orgs/${organization.login}`;
  return {
    login: organization.login,
    id: organization.id,
    node_id: nodeId('organization', organization.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.baseUrl}/avatars/u/${organization.id}?v=4`,
    description: null,
  };
}

export function organizationFullShape(world: World, organization: Organization): Shape {
  return {
    ...organizationShape(world, organization),
    name: organization.name ?? organization.login,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: htmlUrl(world, organization),
    type: 'Organization',
    created_at: toGitHubTime(organization.createdAt),
    updated_at: toGitHubTime(organization.createdAt),
    archived_at: null,
  };
}

export function teamShape(world: World, team: Team): Shape {
  return { ...teamSimpleShape(world, team), parent: team.parent === null ? null : teamSimpleShape(world, team.parent) };
}

export function teamFullShape(world: World, team: Team): Shape {
  return {
    ...teamShape(world, team),
    members_count: team.members.size,
    repos_count: team.repositories.size,
    created_at: toGitHubTime(team.createdAt),
    updated_at: toGitHubTime(team.createdAt),
    organization: organizationFullShape(world, team.organization),
  };
}

function teamSimpleShape(world: World, team: Team): Shape {
  const url = `${world.baseUrl}/organizations/${team.organization.id}/team/${team.id}`;
  return {
    name: team.name,
    id: team.id,
    node_id: nodeId('team', team.id),
    slug: team.slug,
    description: null,
    privacy: team.privacy,
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    url,
    html_url: `${world.baseUrl}/orgs/${team.organization.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: team.organization.id,
  };
}

export function appShape(world: World, app: App): Shape {
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId('app', app.id),
    owner: ownerShape(world, app.owner),
    name: app.name,
    description: '',
    external_url: `${world.baseUrl}/apps/${app.slug}/home`,
    html_url: `${world.baseUrl}/apps/${app.slug}`,
    created_at: toGitHubTime(app.createdAt),
    updated_at: toGitHubTime(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}
