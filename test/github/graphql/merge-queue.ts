import { canSee, may } from '../access.ts';
import { dequeue, enqueue, findEntry, queueOf } from '../behaviour/merge-queue.ts';
import type { MergeQueue, MergeQueueEntry } from '../merge-queue/records.ts';
import { queueParameters } from '../merge-queue/rule.ts';
import { stateOf } from '../merge-queue/standing.ts';
import { nodeId } from '../node-id.ts';
import { GitHubError } from '../server/github-error.ts';
import { repositoryHtmlUrl } from '../shapes/repository.ts';
import { fullName, type PullRequest, type Repository, toGitHubTime } from '../world.ts';
import { actorValue } from './accounts.ts';
import type { Context, Resolvers } from './context.ts';
import { notAccessible, notFound, refusal } from './error.ts';
import { commitValue } from './git-objects.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

function guard({ viewer }: Context, repository: Repository): void {
  if (!may(viewer, repository, 'merge_queues', 'read')) throw notAccessible();
}

/** Null where no rule asks for a queue. */
export function mergeQueueValue(context: Context, repository: Repository, branch: string): Typed | null {
  guard(context, repository);
  if (queueParameters(repository, branch) === null) return null;
  return new Typed('MergeQueue', queueOf(context.world, repository, branch));
}

export function entryOf(context: Context, self: PullRequest): Typed | null {
  guard(context, self.repository);
  const entry = findEntry(context.world, self);
  return entry === undefined ? null : new Typed('MergeQueueEntry', entry);
}

const pathOf = ({ repository, branch }: MergeQueue): string => `/${fullName(repository)}/queue/${branch}`;

export const mergeQueue: Resolvers<MergeQueue> = {
  id: ({ id }) => nodeId('mergeQueue', id),
  repository: ({ repository }) => new Typed('Repository', repository),
  resourcePath: (self) => pathOf(self),
  url: (self, _args, { world }) => `${repositoryHtmlUrl(world, self.repository)}/queue/${self.branch}`,
  nextEntryEstimatedTimeToMerge: () => null,
  entries: ({ entries }, args: PageArguments) =>
    connection(entries, args, { node: (entry) => new Typed('MergeQueueEntry', entry) }),
  configuration: ({ repository, branch }) => {
    const parameters = queueParameters(repository, branch);
    if (parameters === null) return null;
    return new Fields({
      checkResponseTimeout: parameters.check_response_timeout_minutes,
      maximumEntriesToBuild: parameters.max_entries_to_build,
      maximumEntriesToMerge: parameters.max_entries_to_merge,
      mergeMethod: parameters.merge_method,
      mergingStrategy: parameters.grouping_strategy,
      minimumEntriesToMerge: parameters.min_entries_to_merge,
      minimumEntriesToMergeWaitTime: parameters.min_entries_to_merge_wait_minutes,
    });
  },
};

export const mergeQueueEntry: Resolvers<MergeQueueEntry> = {
  id: ({ id }) => nodeId('mergeQueueEntry', id),
  mergeQueue: ({ queue }) => new Typed('MergeQueue', queue),
  /** From 1; 0 of an entry that has left. */
  position: (self) => self.queue.entries.indexOf(self) + 1,
  state: (self, _args, { world }) =>
    stateOf(self, queueParameters(self.queue.repository, self.queue.branch), world.now()),
  enqueuer: ({ enqueuer }) => actorValue(enqueuer),
  enqueuedAt: ({ enqueuedAt }) => toGitHubTime(enqueuedAt),
  estimatedTimeToMerge: () => null,
  jump: ({ jump }) => jump,
  /** Deployments of their own are not known here. */
  solo: () => false,
  headCommit: ({ queue, group }, _args, context) => commitValue(context, queue.repository, group?.headOid ?? null),
  baseCommit: ({ queue, group }, _args, context) => commitValue(context, queue.repository, group?.baseOid ?? null),
  pullRequest: ({ pullRequest }, _args, { viewer }) => {
    if (!may(viewer, pullRequest.repository, 'pull_requests', 'read')) throw notAccessible();
    return new Typed('PullRequest', pullRequest);
  },
};

interface EnqueueInput {
  readonly pullRequestId: string;
  readonly expectedHeadOid?: string | null;
  readonly jump?: boolean | null;
  readonly clientMutationId?: string | null;
}

export const mergeQueueMutations: Resolvers<null> = {
  enqueuePullRequest: async (_root, { input }: { input: EnqueueInput }, context) => {
    const { expectedHeadOid: head } = input;
    const request = {
      pullRequest: findPullRequest(context, input.pullRequestId),
      jump: input.jump === true,
      ...(typeof head === 'string' ? { expectedHead: head } : {}),
    };
    return payload(input, await translate(() => enqueue(context.world, context.viewer, request)));
  },
  /** `id` is the pull request's. */
  dequeuePullRequest: async (
    _root,
    { input }: { input: { readonly id: string; readonly clientMutationId?: string | null } },
    context,
  ) => {
    const found = findPullRequest(context, input.id);
    return payload(input, await translate(() => dequeue(context.world, context.viewer, found)));
  },
};

function findPullRequest({ world, viewer }: Context, id: string): PullRequest {
  const target = world.findNode(id);
  if (target?.kind !== 'pullRequest' || !canSee(viewer, target.pullRequest.repository))
    throw notFound('node', `global id of '${id}'`);
  return target.pullRequest;
}

async function translate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    throw error.status === 403 ? notAccessible() : refusal('UNPROCESSABLE', error.message);
  }
}

function payload({ clientMutationId }: { readonly clientMutationId?: string | null }, entry: MergeQueueEntry): Fields {
  return new Fields({
    clientMutationId: clientMutationId ?? null,
    mergeQueueEntry: () => new Typed('MergeQueueEntry', entry),
  });
}
