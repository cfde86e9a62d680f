/** Reviews and comments. */
import { actorUser, may } from '../access.ts';
import { announceComment, announceReview } from '../announce/pull-request.ts';
import { forbidden, GitHubError, invalid } from '../server/github-error.ts';
import { addTimelineEvent } from '../timeline.ts';
import type { Actor, IssueComment, PullRequest, Review, World } from '../world.ts';

export interface NewReview {
  readonly event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  readonly body: string;
  /** The commit looked at; the head, when not given. */
  readonly commitOid?: string;
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

export async function submitReview(
  world: World,
  actor: Actor,
  pullRequest: PullRequest,
  request: NewReview,
): Promise<Review> {
  const author = actorUser(actor);
  if (!may(actor, pullRequest.repository, 'pull_requests', actor.kind === 'user' ? 'read' : 'write')) throw forbidden();
  if (author === pullRequest.author && request.event !== 'COMMENT') {
    const verb = request.event === 'APPROVE' ? 'approve' : 'request changes on';
    throw invalid('Unprocessable Entity', [`Can not ${verb} your own pull request`]);
  }
  const review: Review = {
    id: world.nextId(),
    pullRequest,
    author,
    state: states[request.event],
    body: request.body,
    commitOid: request.commitOid ?? pullRequest.headOid,
    submittedAt: world.now(),
    lastEditedAt: null,
    lastEditor: null,
  };
  pullRequest.reviews.push(review);
  pullRequest.updatedAt = world.now();
  world.reviews.set(review.id, review);
  await announceReview(world, { review, action: 'submitted', sender: author });
  return review;
}

export async function editReview(world: World, actor: Actor, review: Review, body: string): Promise<void> {
  const sender = actorUser(actor);
  if (sender !== review.author && !may(actor, review.pullRequest.repository, 'pull_requests', 'write'))
    throw forbidden();
  const changes = { body: { from: review.body } };
  review.body = body;
  review.lastEditedAt = world.now();
  review.lastEditor = sender;
  await announceReview(world, { review, action: 'edited', sender, extra: { changes } });
}

export async function dismissReview(world: World, actor: Actor, review: Review, message: string): Promise<void> {
  const sender = actorUser(actor);
  if (!may(actor, review.pullRequest.repository, 'pull_requests', 'write')) throw forbidden();
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw invalid('Validation Failed', ['Can not dismiss a commented pull request review']);
  }
  const previousState = review.state;
  review.state = 'DISMISSED';
  addTimelineEvent(world, review.pullRequest, sender, { type: 'ReviewDismissedEvent', review, previousState, message });
  await announceReview(world, { review, action: 'dismissed', sender });
}

export async function addComment(
  world: World,
  actor: Actor,
  pullRequest: PullRequest,
  body: string,
): Promise<IssueComment> {
  const { repository, number } = pullRequest;
  const allowed =
    actor.kind === 'user'
      ? may(actor, repository, 'issues', 'read')
      : may(actor, repository, 'issues', 'write') || may(actor, repository, 'pull_requests', 'write');
  if (!allowed) throw forbidden();
  if (body.length > 65_536)
    throw invalid('Validation Failed', [
      { resource: 'IssueComment', code: 'custom', message: 'body is too long (maximum is 65536 characters)' },
    ]);
  const comment: IssueComment = {
    id: world.nextId(),
    repository,
    number,
    author: actorUser(actor),
    body,
    viaApp: actor.kind === 'installation' ? actor.installation.app : null,
    createdAt: world.now(),
    updatedAt: world.now(),
  };
  repository.comments.push(comment);
  world.comments.set(comment.id, comment);
  await announceComment(world, { pullRequest, comment, action: 'created', sender: comment.author });
  return comment;
}

export async function editComment(world: World, actor: Actor, comment: IssueComment, body: string): Promise<void> {
  const sender = actorUser(actor);
  if (sender !== comment.author && !may(actor, comment.repository, 'issues', 'write')) throw forbidden();
  const pullRequest = comment.repository.pullRequests.find(({ number }) => number === comment.number);
  if (pullRequest === undefined) throw new GitHubError(404, 'Not Found');
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = world.now();
  await announceComment(world, { pullRequest, comment, action: 'edited', sender, extra: { changes } });
}
