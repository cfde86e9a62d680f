/** What people and apps do with merge queues. */
import { actorUser, may } from '../access.ts';
import { announcePullRequest } from '../announce/pull-request.ts';
import { advanceQueue, clearQueue } from '../merge-queue/advance.ts';
import type { MergeQueue, MergeQueueEntry } from '../merge-queue/records.ts';
import { removeEntry } from '../merge-queue/removal.ts';
import { queueParameters } from '../merge-queue/rule.ts';
import { withQueues } from '../merge-queue/work.ts';
import { findMissingApprovals } from '../required-approvals.ts';
import { approvalsNeeded } from '../rules.ts';
import { forbidden, GitHubError } from '../server/github-error.ts';
import { addTimelineEvent } from '../timeline.ts';
import type { Actor, PullRequest, Repository, World } from '../world.ts';
import { findBlockingChecks, readMergeability } from './merge.ts';

export interface EnqueueRequest {
  readonly pullRequest: PullRequest;
  /** The head that the caller saw; another one is refused. */
  readonly expectedHead?: string;
  /** To the front. Takes an administrator. */
  readonly jump?: boolean;
}

export function findEntry(world: World, pullRequest: PullRequest): MergeQueueEntry | undefined {
  return world.mergeQueues.flatMap(({ entries }) => entries).find((entry) => entry.pullRequest === pullRequest);
}

export async function enqueue(world: World, actor: Actor, request: EnqueueRequest): Promise<MergeQueueEntry> {
  const { pullRequest, jump = false } = request;
  const { repository, headOid, baseBranch } = pullRequest;
  requireWriter(actor, repository, jump);
  return withQueues(world, async () => {
    await refuseUnready(world, request);
    const queue = queueOf(world, repository, baseBranch);
    const enqueuer = actorUser(actor);
    const made = { id: world.nextId(), queue, pullRequest, headOid, enqueuer, enqueuedAt: world.now() };
    const entry: MergeQueueEntry = { ...made, jump, group: null };
    if (jump) queue.entries.unshift(entry);
    else queue.entries.push(entry);
    addTimelineEvent(world, pullRequest, enqueuer, { type: 'AddedToMergeQueueEvent', queue, enqueuer });
    await announcePullRequest(world, { pullRequest, action: 'enqueued', sender: enqueuer });
    await advanceQueue(world, queue);
    return entry;
  });
}

export async function dequeue(world: World, actor: Actor, pullRequest: PullRequest): Promise<MergeQueueEntry> {
  requireWriter(actor, pullRequest.repository, false);
  return withQueues(world, async () => {
    const entry = requireEntry(world, pullRequest);
    await removeEntry(world, entry, { reason: 'MANUAL', by: actorUser(actor) });
    await advanceQueue(world, entry.queue);
    return entry;
  });
}

/** Moves an entry to the front: every group is built anew. */
export async function jumpQueue(world: World, actor: Actor, pullRequest: PullRequest): Promise<void> {
  requireWriter(actor, pullRequest.repository, true);
  await withQueues(world, async () => {
    const entry = requireEntry(world, pullRequest);
    const { queue } = entry;
    queue.entries.splice(queue.entries.indexOf(entry), 1);
    queue.entries.unshift(entry);
    entry.jump = true;
    await advanceQueue(world, queue);
  });
}

export async function clearMergeQueue(
  world: World,
  actor: Actor,
  { repository, branch }: { readonly repository: Repository; readonly branch: string },
): Promise<void> {
  requireWriter(actor, repository, true);
  await withQueues(world, async () => {
    await clearQueue(world, queueOf(world, repository, branch));
  });
}

export function queueOf(world: World, repository: Repository, branch: string): MergeQueue {
  const known = world.mergeQueues.find((queue) => queue.repository === repository && queue.branch === branch);
  if (known !== undefined) return known;
  const queue: MergeQueue = { id: world.nextId(), repository, branch, entries: [], builtOids: new Set() };
  world.mergeQueues.push(queue);
  return queue;
}

function requireWriter(actor: Actor, repository: Repository, isAdministrator: boolean): void {
  const mayWrite = may(actor, repository, 'contents', 'write');
  const mayJump = !isAdministrator || may(actor, repository, 'administration', 'write');
  if (!mayWrite || !mayJump) throw forbidden();
}

function requireEntry(world: World, pullRequest: PullRequest): MergeQueueEntry {
  const entry = findEntry(world, pullRequest);
  if (entry === undefined) throw refuse('Pull request is not in the merge queue');
  return entry;
}

/** Nobody bypasses what a pull request needs before it may wait. */
async function refuseUnready(world: World, { pullRequest, expectedHead }: EnqueueRequest): Promise<void> {
  const { repository, baseBranch, state, draft, headOid } = pullRequest;
  if (state !== 'open') throw refuse('Pull request is closed');
  if (draft) throw refuse('Pull request is in draft state');
  if (queueParameters(repository, baseBranch) === null) throw refuse('The base branch does not require a merge queue');
  if (expectedHead !== undefined && expectedHead !== headOid)
    throw refuse(`Head sha ${headOid} did not match expected sha ${expectedHead}`);
  if (findEntry(world, pullRequest) !== undefined) throw refuse('Pull request is already in the merge queue');
  const unmet = [
    ...findBlockingChecks(repository, pullRequest, null),
    ...findMissingApprovals(pullRequest, approvalsNeeded(repository, `refs/heads/${baseBranch}`)),
  ];
  if (unmet.length > 0) throw refuse(`Pull request is not ready to be enqueued: ${unmet.join(' ')}`);
  const { mergeable } = await readMergeability(world, pullRequest);
  if (mergeable !== true) throw refuse('Pull request has merge conflicts with the base branch');
}

function refuse(message: string): GitHubError {
  return new GitHubError(422, message);
}
