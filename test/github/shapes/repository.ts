/** Repositories as REST and webhooks show them. */
import { nodeId } from '../node-id.ts';
import { fullName, type Installation, type Repository, toGitHubTime, type World } from '../world.ts';
import { ownerShape, type Shape } from './owner.ts';

/** URL fields of a repository: name of the field without `_url` → path below the repository's own URL. */
const links = {
  archive: '/{archive_format}{/ref}',
  assignees: '/assignees{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '/branches{/branch}',
  collaborators: '/collaborators{/collaborator}',
  comments: '/comments{/number}',
  commits: '/commits{/sha}',
  compare: '/compare/{base}...{head}',
  contents: '/contents/{+path}',
  contributors: '/contributors',
  deployments: '/deployments',
  downloads: '/downloads',
  events: '/events',
  forks: '/forks',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  hooks: '/hooks',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '/issues{/number}',
  keys: '/keys{/key_id}',
  labels: '/labels{/name}',
  languages: '/languages',
  merges: '/merges',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  pulls: '/pulls{/number}',
  releases: '/releases{/id}',
  stargazers: '/stargazers',
  statuses: '/statuses/{sha}',
  subscribers: '/subscribers',
  subscription: '/subscription',
  tags: '/tags',
  teams: '/teams',
  trees: '/git/trees{/sha}',
} as const;

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.baseUrl}/repos/${fullName(repository)}`;
}

export function repositoryHtmlUrl(world: World, repository: Repository): string {
  return `${world.baseUrl}/${fullName(repository)}`;
}

export function repositoryShape(world: World, repository: Repository): Shape {
  const url = repositoryUrl(world, repository);
  const html = repositoryHtmlUrl(world, repository);
  const host = new URL(world.baseUrl).host;
  return {
    ...simpleRepositoryShape(repository),
    owner: ownerShape(world, repository.owner),
    html_url: html,
    description: null,
    fork: repository.parent !== null,
    url,
    ...Object.fromEntries(Object.entries(links).map(([name, path]) => [`${name}_url`, `${url}${path}`])),
    git_url: `git://${host}/${fullName(repository)}.git`,
    ssh_url: `git@${host}:${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 1,
    open_issues: openCount(repository),
    open_issues_count: openCount(repository),
    default_branch: repository.defaultBranch,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    is_template: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    allow_forking: true,
    web_commit_signoff_required: false,
    pushed_at: toGitHubTime(repository.pushedAt),
    created_at: toGitHubTime(repository.createdAt),
    updated_at: toGitHubTime(repository.createdAt),
  };
}

/** The answer of `GET /repos/{owner}/{repo}` has more than the repository inside other answers. */
export function fullRepositoryShape(world: World, repository: Repository): Shape {
  return {
    ...repositoryShape(world, repository),
    subscribers_count: 0,
    network_count: 0,
    allow_merge_commit: repository.allowMergeCommit,
    allow_squash_merge: repository.allowSquashMerge,
    allow_rebase_merge: repository.allowRebaseMerge,
    ...(repository.parent === null
      ? {}
      : {
          parent: repositoryShape(world, repository.parent),
          source: repositoryShape(world, repository.parent),
        }),
  };
}

/** The four fields that installation payloads carry. */
export function simpleRepositoryShape(repository: Repository): Shape {
  return {
    id: repository.id,
    node_id: nodeId('repository', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}

export function installationShape(world: World, installation: Installation): Shape {
  const { account, app } = installation;
  const url = `${world.baseUrl}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: ownerShape(world, account),
    repository_selection: installation.repositoryIds === null ? 'all' : 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${world.baseUrl}/installation/repositories`,
    html_url: `${world.baseUrl}/organizations/${account.login}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: toGitHubTime(installation.createdAt),
    updated_at: toGitHubTime(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : ownerShape(world, account),
    suspended_at: installation.suspendedAt === null ? null : toGitHubTime(installation.suspendedAt),
  };
}

function openCount(repository: Repository): number {
  return repository.pullRequests.filter(({ state }) => state === 'open').length;
}
