/** What follows when a ref has moved: activity, pull requests whose head or base it is, and the `push` webhook. */
import { actorUser } from './access.ts';
import { announcePullRequest } from './announce/pull-request.ts';
import { announcePush } from './announce/push.ts';
import type { Activity } from './push-records.ts';
import { isForced, type RefChange } from './rules.ts';
import { addTimelineEvent } from './timeline.ts';
import type { Actor, PullRequest, Repository, User, World } from './world.ts';

export const zeros = '0'.repeat(40);

export interface MovedRef {
  readonly repository: Repository;
  readonly actor: Actor;
  readonly change: RefChange;
  readonly merging?: PullRequest;
  readonly queued?: readonly PullRequest[];
}

export async function followRefChange(world: World, moved: MovedRef): Promise<void> {
  const { repository, actor, change } = moved;
  if (!change.ref.startsWith('refs/heads/') && !change.ref.startsWith('refs/tags/')) return;
  const user = actorUser(actor);
  const forced = await isForced(world, repository, change);
  repository.pushedAt = world.now();
  if (change.ref.startsWith('refs/heads/')) {
    repository.activities.push({
      id: world.nextId(),
      ref: change.ref,
      before: change.before ?? zeros,
      after: change.after ?? zeros,
      at: world.now(),
      type: activityType(moved, forced),
      actor: user,
    });
  }
  await announcePush(world, { repository, user, change, forced });
  if (change.ref.startsWith('refs/heads/')) await followBranch(world, moved, user, forced);
}

function activityType({ change, merging, queued }: MovedRef, forced: boolean): Activity['type'] {
  if (change.before === null) return 'branch_creation';
  if (change.after === null) return 'branch_deletion';
  if (queued !== undefined) return 'merge_queue_merge';
  if (merging !== undefined) return 'pr_merge';
  return forced ? 'force_push' : 'push';
}

async function followBranch(
  world: World,
  { repository, change, merging, queued }: MovedRef,
  user: User,
  forced: boolean,
): Promise<void> {
  const branch = change.ref.slice('refs/heads/'.length);
  for (const pullRequest of world.pullRequests.values()) {
    if (pullRequest.state !== 'open' || pullRequest === merging || queued?.includes(pullRequest) === true) continue;
    if (pullRequest.headRepository === repository && pullRequest.headBranch === branch) {
      await followHead(world, pullRequest, { user, change, forced });
    }
    if (pullRequest.repository === repository && pullRequest.baseBranch === branch) {
      await followBase(world, pullRequest, { user, change, forced });
    }
  }
}

interface BranchMove {
  readonly user: User;
  readonly change: RefChange;
  readonly forced: boolean;
}

async function followHead(world: World, pullRequest: PullRequest, { user, change, forced }: BranchMove): Promise<void> {
  const { before, after } = change;
  if (before === null) return;
  if (after === null) {
    addTimelineEvent(world, pullRequest, user, { type: 'HeadRefDeletedEvent', refName: pullRequest.headBranch });
    await closePullRequest(world, pullRequest, user);
    return;
  }
  await setHead(world, pullRequest, after);
  if (forced) {
    addTimelineEvent(world, pullRequest, user, {
      type: 'HeadRefForcePushedEvent',
      refName: pullRequest.headBranch,
      before,
      after,
    });
  }
  pullRequest.updatedAt = world.now();
  await announcePullRequest(world, { pullRequest, action: 'synchronize', sender: user, extra: { before, after } });
}

async function followBase(world: World, pullRequest: PullRequest, { user, change, forced }: BranchMove): Promise<void> {
  const { before, after } = change;
  const { repository, baseBranch, headOid } = pullRequest;
  if (before === null) return;
  if (after === null) {
    await closePullRequest(world, pullRequest, user);
    return;
  }
  if (forced) {
    addTimelineEvent(world, pullRequest, user, { type: 'BaseRefForcePushedEvent', refName: baseBranch, before, after });
    return;
  }
  // Somebody pushed the head to the base: GitHub shows the pull request as merged.
  if (await world.git.isAncestor(repository.gitDir, headOid, after)) {
    await markMerged(world, pullRequest, user, after);
  }
}

/** Makes a commit the head of a pull request: object present, `refs/pull/N/head` moved, base read anew. */
export async function setHead(world: World, pullRequest: PullRequest, oid: string): Promise<void> {
  const { repository, headRepository, number, baseBranch } = pullRequest;
  const { gitDir } = repository;
  if (headRepository !== null && headRepository !== repository) {
    await world.git.copyObjects(headRepository.gitDir, gitDir, oid);
  }
  await world.git.updateRefs(gitDir, [{ ref: `refs/pull/${number}/head`, after: oid }]);
  pullRequest.headOid = oid;
  pullRequest.baseOid = (await world.git.readRef(gitDir, `refs/heads/${baseBranch}`)) ?? pullRequest.baseOid;
}

export async function closePullRequest(world: World, pullRequest: PullRequest, user: User): Promise<void> {
  await freezeMergeBase(world, pullRequest);
  pullRequest.state = 'closed';
  pullRequest.closedAt = world.now();
  addTimelineEvent(world, pullRequest, user, { type: 'ClosedEvent' });
  await announcePullRequest(world, { pullRequest, action: 'closed', sender: user });
}

export async function markMerged(world: World, pullRequest: PullRequest, user: User, oid: string): Promise<void> {
  if (pullRequest.closedMergeBase === null) await freezeMergeBase(world, pullRequest);
  pullRequest.state = 'closed';
  pullRequest.mergedAt = world.now();
  pullRequest.closedAt = pullRequest.mergedAt;
  pullRequest.mergedBy = user;
  pullRequest.mergeCommitOid = oid;
  addTimelineEvent(world, pullRequest, user, { type: 'MergedEvent', oid, refName: pullRequest.baseBranch });
  addTimelineEvent(world, pullRequest, user, { type: 'ClosedEvent' });
  await announcePullRequest(world, { pullRequest, action: 'closed', sender: user });
}

/** A closed pull request keeps the range it had: after a merge its head is reachable from its base. */
export async function freezeMergeBase(world: World, pullRequest: PullRequest): Promise<void> {
  const { repository, baseOid, headOid } = pullRequest;
  pullRequest.closedMergeBase = await world.git.mergeBase(repository.gitDir, baseOid, headOid);
}
