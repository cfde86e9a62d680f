/** Pull requests, reviews and comments as REST and webhooks show them. */
import { permissionOf } from '../access.ts';
import { nodeId } from '../node-id.ts';
import { readFiles, readRange } from '../pull-range.ts';
import {
  type IssueComment,
  type Label,
  type PullRequest,
  type Repository,
  type Review,
  toGitHubTime,
  type User,
  type World,
} from '../world.ts';
import { appShape, type Shape, userShape } from './owner.ts';
import { repositoryHtmlUrl, repositoryShape, repositoryUrl } from './repository.ts';

export function pullRequestSimpleShape(world: World, pullRequest: PullRequest): Shape {
  const { repository, number } = pullRequest;
  const url = `${repositoryUrl(world, repository)}/pulls/${number}`;
  const issue = `${repositoryUrl(world, repository)}/issues/${number}`;
  const html = `${repositoryHtmlUrl(world, repository)}/pull/${number}`;
  const statuses = `${repositoryUrl(world, repository)}/statuses/${pullRequest.headOid}`;
  const reviewComment = `${repositoryUrl(world, repository)}/pulls/comments{/number}`;
  const assignees = [
    ...new Set(pullRequest.timeline.flatMap((event) => (event.type === 'AssignedEvent' ? [event.assignee] : []))),
  ].map((one) => userShape(world, one));
  return {
    id: pullRequest.id,
    node_id: nodeId('pullRequest', pullRequest.id),
    number,
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    state: pullRequest.state,
    locked: false,
    active_lock_reason: null,
    title: pullRequest.title,
    user: userShape(world, pullRequest.author),
    body: pullRequest.body,
    labels: pullRequest.labels.map((label) => labelShape(world, repository, label)),
    milestone: null,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: [],
    requested_teams: [],
    auto_merge: null,
    created_at: toGitHubTime(pullRequest.createdAt),
    updated_at: toGitHubTime(pullRequest.updatedAt),
    closed_at: timeOrNull(pullRequest.closedAt),
    merged_at: timeOrNull(pullRequest.mergedAt),
    merge_commit_sha: pullRequest.mergeCommitOid,
    draft: pullRequest.draft,
    author_association: associationOf(repository, pullRequest.author),
    head: headShape(world, pullRequest),
    base: {
      label: `${repository.owner.login}:${pullRequest.baseBranch}`,
      ref: pullRequest.baseBranch,
      sha: pullRequest.baseOid,
      user: ownerOf(world, repository),
      repo: repositoryShape(world, repository),
    },
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  };
}

/** @param mergeable what GitHub has found out about a merge; webhooks are sent before it has: null */
export async function pullRequestShape(
  world: World,
  pullRequest: PullRequest,
  mergeable: { mergeable: boolean | null; state: string },
): Promise<Shape> {
  const { repository, number, mergedBy } = pullRequest;
  const { commits } = await readRange(world, pullRequest);
  const files = await readFiles(world, pullRequest);
  return {
    ...pullRequestSimpleShape(world, pullRequest),
    merged: pullRequest.mergedAt !== null,
    mergeable: mergeable.mergeable,
    rebaseable: mergeable.mergeable,
    mergeable_state: mergeable.state,
    merged_by: mergedBy === null ? null : userShape(world, mergedBy),
    comments: repository.comments.filter((comment) => comment.number === number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

export function pullRequestMinimalShape(world: World, pullRequest: PullRequest): Shape {
  const { repository, headRepository } = pullRequest;
  const minimal = (of: Repository): Shape => ({ id: of.id, url: repositoryUrl(world, of), name: of.name });
  return {
    id: pullRequest.id,
    number: pullRequest.number,
    url: `${repositoryUrl(world, repository)}/pulls/${pullRequest.number}`,
    head: { ref: pullRequest.headBranch, sha: pullRequest.headOid, repo: minimal(headRepository ?? repository) },
    base: { ref: pullRequest.baseBranch, sha: pullRequest.baseOid, repo: minimal(repository) },
  };
}

export function labelShape(world: World, repository: Repository, label: Label): Shape {
  return {
    id: label.id,
    node_id: nodeId('label', label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

/** @param webhook webhooks write states in lower case */
export function reviewShape(world: World, review: Review, webhook: boolean): Shape {
  const { pullRequest } = review;
  const url = `${repositoryUrl(world, pullRequest.repository)}/pulls/${pullRequest.number}`;
  const html = `${repositoryHtmlUrl(world, pullRequest.repository)}/pull/${pullRequest.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId('review', review.id),
    user: userShape(world, review.author),
    body: webhook && review.body === '' ? null : review.body,
    state: webhook ? review.state.toLowerCase() : review.state,
    html_url: html,
    pull_request_url: url,
    author_association: associationOf(pullRequest.repository, review.author),
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: toGitHubTime(review.submittedAt),
    commit_id: review.commitOid,
    ...(webhook ? { updated_at: toGitHubTime(review.lastEditedAt ?? review.submittedAt) } : {}),
  };
}

export function commentShape(world: World, comment: IssueComment): Shape {
  const { repository, number } = comment;
  const url = `${repositoryUrl(world, repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId('comment', comment.id),
    url,
    html_url: `${repositoryHtmlUrl(world, repository)}/pull/${number}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, repository)}/issues/${number}`,
    user: userShape(world, comment.author),
    created_at: toGitHubTime(comment.createdAt),
    updated_at: toGitHubTime(comment.updatedAt),
    author_association: associationOf(repository, comment.author),
    body: comment.body,
    reactions: reactionsShape(url),
    performed_via_github_app: comment.viaApp === null ? null : appShape(world, comment.viaApp),
  };
}

/** A pull request is an issue too: `issue_comment` payloads carry it in this form. */
export function issueShape(world: World, pullRequest: PullRequest): Shape {
  const simple = pullRequestSimpleShape(world, pullRequest);
  const { repository, number } = pullRequest;
  const url = `${repositoryUrl(world, repository)}/issues/${number}`;
  const pick = (...names: readonly string[]): Shape => Object.fromEntries(names.map((name) => [name, simple[name]]));
  return {
    ...pick(
      'id',
      'node_id',
      'number',
      'title',
      'user',
      'labels',
      'state',
      'locked',
      'assignee',
      'assignees',
      'milestone',
      'draft',
    ),
    ...pick(
      'created_at',
      'updated_at',
      'closed_at',
      'author_association',
      'active_lock_reason',
      'body',
      'html_url',
      'comments_url',
    ),
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    comments: repository.comments.filter((comment) => comment.number === number).length,
    pull_request: {
      ...pick('url', 'html_url', 'diff_url', 'patch_url'),
      ...pick('url'),
      url: simple['url'],
      merged_at: simple['merged_at'],
    },
    reactions: reactionsShape(url),
    performed_via_github_app: null,
    state_reason: null,
  };
}

export function associationOf(repository: Repository, user: User): string {
  if (user.deleted) return 'NONE';
  const { owner } = repository;
  if (owner.id === user.id) return 'OWNER';
  if (owner.type === 'Organization' && owner.members.has(user.id)) return 'MEMBER';
  if (repository.collaborators.has(user.id) || permissionOf(repository, user) === 'admin') return 'COLLABORATOR';
  const merged = repository.pullRequests.some((one) => one.author === user && one.mergedAt !== null);
  return merged ? 'CONTRIBUTOR' : 'NONE';
}

function headShape(world: World, pullRequest: PullRequest): Shape {
  const { headRepository, headBranch, headOid, author, repository } = pullRequest;
  return {
    label: `${(headRepository ?? repository).owner.login}:${headBranch}`,
    ref: headBranch,
    sha: headOid,
    user: headRepository === null ? userShape(world, author) : ownerOf(world, headRepository),
    repo: headRepository === null ? null : repositoryShape(world, headRepository),
  };
}

function ownerOf(world: World, repository: Repository): unknown {
  return repositoryShape(world, repository)['owner'];
}

function reactionsShape(url: string): Shape {
  const names = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];
  return { url: `${url}/reactions`, total_count: 0, ...Object.fromEntries(names.map((name) => [name, 0])) };
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : toGitHubTime(at);
}
