/** Webhooks about pull requests, their reviews and comments. */

import type { Shape } from '../shapes/owner.ts';
import {
  commentShape,
  issueShape,
  pullRequestShape,
  pullRequestSimpleShape,
  reviewShape,
} from '../shapes/pull-request.ts';
import type { IssueComment, PullRequest, Review, User, World } from '../world.ts';

export interface PullRequestNews {
  readonly pullRequest: PullRequest;
  readonly action: string;
  readonly sender: User;
  readonly extra?: Shape;
}

const unknown = { mergeable: null, state: 'unknown' };

export async function announcePullRequest(
  world: World,
  { pullRequest, action, sender, extra = {} }: PullRequestNews,
): Promise<void> {
  await world.announce({
    event: 'pull_request',
    action,
    ...placeOf(pullRequest),
    sender,
    body: async () => ({
      number: pullRequest.number,
      pull_request: await pullRequestShape(world, pullRequest, unknown),
      ...extra,
    }),
  });
}

export interface ReviewNews {
  readonly review: Review;
  readonly action: 'submitted' | 'edited' | 'dismissed';
  readonly sender: User;
  readonly extra?: Shape;
}

export async function announceReview(world: World, { review, action, sender, extra = {} }: ReviewNews): Promise<void> {
  await world.announce({
    event: 'pull_request_review',
    action,
    ...placeOf(review.pullRequest),
    sender,
    body: async () => ({
      review: reviewShape(world, review, true),
      pull_request: pullRequestSimpleShape(world, review.pullRequest),
      ...extra,
    }),
  });
}

export interface CommentNews {
  readonly pullRequest: PullRequest;
  readonly comment: IssueComment;
  readonly action: 'created' | 'edited' | 'deleted';
  readonly sender: User;
  readonly extra?: Shape;
}

export async function announceComment(
  world: World,
  { pullRequest, comment, action, sender, extra = {} }: CommentNews,
): Promise<void> {
  await world.announce({
    event: 'issue_comment',
    action,
    ...placeOf(pullRequest),
    sender,
    body: async () => ({ issue: issueShape(world, pullRequest), comment: commentShape(world, comment), ...extra }),
  });
}

function placeOf({ repository }: PullRequest): Pick<Parameters<World['announce']>[0], 'repository' | 'organization'> {
  return { repository, organization: repository.owner.type === 'Organization' ? repository.owner : null };
}
