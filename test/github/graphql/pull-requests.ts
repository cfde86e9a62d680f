import { may } from '../access.ts';
import { findEntry } from '../behaviour/merge-queue.ts';
import { queueParameters } from '../merge-queue/rule.ts';
import { nodeId } from '../node-id.ts';
import { readFiles, readRange } from '../pull-range.ts';
import { associationOf } from '../shapes/pull-request.ts';
import { type Label, type PullRequest, type Review, toGitHubTime, type User } from '../world.ts';
import { actorValue, canPush, ownerValue, teamsOnBehalf } from './accounts.ts';
import type { Context, Resolvers } from './context.ts';
import { commitValue } from './git-objects.ts';
import { entryOf, mergeQueueValue } from './merge-queue.ts';
import { mergeability, reviewDecision } from './merging.ts';
import { refValue, visibleRepository } from './repositories.ts';
import { timelineOf } from './timeline-items.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

const LISTED_FILES = 3_000;

const time = (at: number | null): string | null => (at === null ? null : toGitHubTime(at));

const changeTypes = {
  added: 'ADDED',
  removed: 'DELETED',
  modified: 'MODIFIED',
  renamed: 'RENAMED',
  copied: 'COPIED',
  changed: 'CHANGED',
} as const;

export const pullRequest: Resolvers<PullRequest> = {
  id: ({ id }) => nodeId('pullRequest', id),
  databaseId: ({ id }) => id,
  fullDatabaseId: ({ id }) => String(id),
  number: ({ number }) => number,
  title: ({ title }) => title,
  body: ({ body }) => body ?? '',
  state: ({ state, mergedAt }) => (mergedAt === null ? state.toUpperCase() : 'MERGED'),
  isDraft: ({ draft }) => draft,
  merged: ({ mergedAt }) => mergedAt !== null,
  mergedAt: ({ mergedAt }) => time(mergedAt),
  mergedBy: ({ mergedBy }) => actorValue(mergedBy),
  closed: ({ state }) => state === 'closed',
  closedAt: ({ closedAt }) => time(closedAt),
  createdAt: ({ createdAt }) => time(createdAt),
  updatedAt: ({ updatedAt }) => time(updatedAt),
  locked: () => false,
  url: (self, _args, { world }) => urlOf(self, world.baseUrl),
  permalink: (self, _args, { world }) => urlOf(self, world.baseUrl),
  resourcePath: (self) => urlOf(self, ''),
  author: ({ author }) => actorValue(author),
  authorAssociation: ({ repository, author }) => associationOf(repository, author),
  repository: ({ repository }) => new Typed('Repository', repository),
  headRefName: ({ headBranch }) => headBranch,
  headRefOid: ({ headOid }) => headOid,
  headRef: ({ headRepository, headBranch }, _args, context) =>
    headRepository === null ? null : refValue(context, headRepository, `refs/heads/${headBranch}`),
  headRepository: ({ headRepository }, _args, context) => visibleRepository(context, headRepository),
  headRepositoryOwner: ({ headRepository }) => (headRepository === null ? null : ownerValue(headRepository.owner)),
  isCrossRepository: ({ headRepository, repository }) => headRepository !== repository,
  baseRefName: ({ baseBranch }) => baseBranch,
  baseRefOid: ({ baseOid }) => baseOid,
  baseRef: ({ repository, baseBranch }, _args, context) => refValue(context, repository, `refs/heads/${baseBranch}`),
  baseRepository: ({ repository }) => new Typed('Repository', repository),
  commits: async (self, args: PageArguments, context) => {
    const { commits } = await readRange(context.world, self);
    return connection(commits, args, { node: (oid) => pullRequestCommit(context, self, oid) });
  },
  files: async (self, args: PageArguments, { world }) =>
    connection((await readFiles(world, self)).slice(0, LISTED_FILES), args, {
      node: ({ path, additions, deletions, status }) =>
        new Fields({ path, additions, deletions, changeType: changeTypes[status] }),
    }),
  changedFiles: async (self, _args, { world }) => (await readFiles(world, self)).length,
  additions: async (self, _args, { world }) =>
    (await readFiles(world, self)).reduce((sum, file) => sum + file.additions, 0),
  deletions: async (self, _args, { world }) =>
    (await readFiles(world, self)).reduce((sum, file) => sum + file.deletions, 0),
  labels: ({ labels }, args: PageArguments) => connection(labels, args, { node: (label) => new Typed('Label', label) }),
  reviews: (self, args: PageArguments & ReviewFilter) =>
    connection(filterReviews(self, args), args, { node: reviewValue }),
  latestReviews: (self, args: PageArguments) =>
    connection(latestOf(self.reviews.filter(({ state }) => state !== 'PENDING')), args, { node: reviewValue }),
  latestOpinionatedReviews: (self, args: PageArguments & { writersOnly?: boolean | null }) => {
    const latest = latestOpinions(self).filter(
      ({ author }) => args.writersOnly !== true || canPush(self.repository, author),
    );
    return connection(latest, args, { node: reviewValue });
  },
  reviewDecision: (self) => reviewDecision(self, latestOpinions(self)),
  timelineItems: (self, args: Parameters<typeof timelineOf>[2], context) => timelineOf(context, self, args),
  mergeCommit: ({ repository, mergeCommitOid }, _args, context) => commitValue(context, repository, mergeCommitOid),
  mergeable: async (self, _args, context) => (await mergeability(context, self)).mergeable,
  mergeStateStatus: async (self, _args, context) => (await mergeability(context, self)).status,
  mergeQueue: (self, _args, context) => mergeQueueValue(context, self.repository, self.baseBranch),
  mergeQueueEntry: (self, _args, context) => entryOf(context, self),
  isInMergeQueue: (self, _args, { world }) => findEntry(world, self) !== undefined,
  isMergeQueueEnabled: ({ repository, baseBranch }) => queueParameters(repository, baseBranch) !== null,
  autoMergeRequest: () => null,
  participants: (self, args: PageArguments) => {
    const people = [self.author, ...self.reviews.map(({ author }) => author)].filter(
      ({ deleted, type }) => !deleted && type === 'User',
    );
    return connection([...new Set(people)], args, { node: (person) => new Typed('User', person) });
  },
};

function urlOf({ repository, number }: PullRequest, baseUrl: string): string {
  return `${baseUrl}/${repository.owner.login}/${repository.name}/pull/${number}`;
}

function pullRequestCommit(context: Context, self: PullRequest, oid: string): Typed {
  return new Typed(
    'PullRequestCommit',
    new Fields({
      id: `PURC_${Buffer.from(`${self.id}:${oid}`).toString('base64url')}`,
      commit: () => commitValue(context, self.repository, oid),
      pullRequest: () => new Typed('PullRequest', self),
      url: () => `${urlOf(self, context.world.baseUrl)}/commits/${oid}`,
      resourcePath: () => `${urlOf(self, '')}/commits/${oid}`,
    }),
  );
}

type ReviewFilter = { readonly states?: readonly string[] | null; readonly author?: string | null };

/** Pending reviews are seen by their authors only. */
function filterReviews({ reviews }: PullRequest, { states, author }: ReviewFilter): readonly Review[] {
  return reviews.filter(
    (review) =>
      review.state !== 'PENDING' &&
      (states === undefined || states === null || states.includes(review.state)) &&
      (author === undefined || author === null || review.author.login.toLowerCase() === author.toLowerCase()),
  );
}

/** The latest approval, request for changes or dismissal of each person. */
function latestOpinions({ reviews }: PullRequest): readonly Review[] {
  const opinions = reviews.filter(({ state }) => state !== 'PENDING' && state !== 'COMMENTED');
  return latestOf(opinions).filter(({ state }) => state !== 'DISMISSED');
}

function latestOf(reviews: readonly Review[]): readonly Review[] {
  const latest = new Map<User, Review>();
  for (const review of reviews) {
    latest.delete(review.author);
    latest.set(review.author, review);
  }
  return [...latest.values()];
}

export function reviewValue(self: Review): Typed {
  return new Typed('PullRequestReview', self);
}

export const review: Resolvers<Review> = {
  id: ({ id }) => nodeId('review', id),
  databaseId: ({ id }) => id,
  fullDatabaseId: ({ id }) => String(id),
  author: ({ author }) => actorValue(author),
  authorAssociation: ({ pullRequest: { repository }, author }) => associationOf(repository, author),
  authorCanPushToRepository: ({ pullRequest: { repository }, author }) => canPush(repository, author),
  state: ({ state }) => state,
  body: ({ body }) => body,
  submittedAt: ({ submittedAt, state }) => (state === 'PENDING' ? null : toGitHubTime(submittedAt)),
  publishedAt: ({ submittedAt }) => toGitHubTime(submittedAt),
  createdAt: ({ submittedAt }) => toGitHubTime(submittedAt),
  updatedAt: ({ submittedAt, lastEditedAt }) => toGitHubTime(lastEditedAt ?? submittedAt),
  lastEditedAt: ({ lastEditedAt }) => time(lastEditedAt),
  editor: ({ lastEditor }) => actorValue(lastEditor),
  includesCreatedEdit: ({ lastEditedAt }) => lastEditedAt !== null,
  commit: ({ pullRequest: { repository }, commitOid }, _args, context) => commitValue(context, repository, commitOid),
  pullRequest: (self) => new Typed('PullRequest', self.pullRequest),
  repository: (self) => new Typed('Repository', self.pullRequest.repository),
  onBehalfOf: ({ pullRequest: { repository }, author }, args: PageArguments) =>
    connection(teamsOnBehalf(repository, author), args, { node: (team) => new Typed('Team', team) }),
  url: (self, _args, { world }) => `${urlOf(self.pullRequest, world.baseUrl)}#pullrequestreview-${self.id}`,
};

export const label: Resolvers<Label> = {
  id: ({ id }) => nodeId('label', id),
  name: ({ name }) => name,
  color: ({ color }) => color,
  description: ({ description }) => description,
  isDefault: () => false,
};

export function mayReadPullRequests({ viewer }: Context, self: PullRequest): boolean {
  return may(viewer, self.repository, 'pull_requests', 'read');
}
