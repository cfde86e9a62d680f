/** Brings a queue from where it is to where it can get without new answers. Everything is judged from what is there. */
import { markMerged } from '../ref-effects.ts';
import { moveRefs } from '../refs.ts';
import { findMissingApprovals } from '../required-approvals.ts';
import { approvalsNeeded } from '../rules.ts';
import type { World } from '../world.ts';
import { buildGroup, destroyGroup } from './groups.ts';
import type { MergeQueue, MergeQueueEntry, MergeQueueParameters } from './records.ts';
import { reasonToRemove, removeEntry } from './removal.ts';
import { queueParameters } from './rule.ts';
import { countMergeable, findLost, standingOf } from './standing.ts';

/** The caller holds the queues (work.ts). */
export async function advanceQueue(world: World, queue: MergeQueue): Promise<void> {
  while (queue.entries.length > 0 && (await takeStep(world, queue))) continue;
}

interface Situation {
  readonly queue: MergeQueue;
  readonly parameters: MergeQueueParameters;
  /** The base's tip. */
  readonly tip: string;
}

/** @returns whether something changed */
async function takeStep(world: World, queue: MergeQueue): Promise<boolean> {
  for (const entry of queue.entries) {
    const reason = reasonToRemove(entry);
    if (reason === null) continue;
    await removeEntry(world, entry, { reason });
    return true;
  }
  const { repository, branch } = queue;
  const parameters = queueParameters(repository, branch);
  const tip = await world.git.readRef(repository.gitDir, `refs/heads/${branch}`);
  if (parameters === null || tip === null) return clearQueue(world, queue);
  const situation = { queue, parameters, tip };
  return (
    (await dropStaleGroups(world, situation)) ||
    (await removeFailed(world, situation)) ||
    (await mergeReady(world, situation)) ||
    (await buildNext(world, situation))
  );
}

/** Takes everything out, the last first, so that nothing is built again on the way. */
export async function clearQueue(world: World, queue: MergeQueue): Promise<boolean> {
  for (const entry of queue.entries.toReversed()) await removeEntry(world, entry, { reason: 'QUEUE_CLEARED' });
  return true;
}

/** A group stands on the entry ahead of it, the first on the base's tip: when that changed, it is not what would merge. */
async function dropStaleGroups(world: World, { queue, parameters, tip }: Situation): Promise<boolean> {
  let expected: string | null = tip;
  let isDropped = false;
  for (const entry of queue.entries) {
    const { group } = entry;
    if (group !== null && (group.baseOid !== expected || group.method !== parameters.merge_method)) {
      await destroyGroup(world, entry, 'invalidated');
      isDropped = true;
    }
    expected = entry.group?.headOid ?? null;
  }
  return isDropped;
}

async function removeFailed(world: World, { queue, parameters }: Situation): Promise<boolean> {
  const standings = queue.entries.map((entry) => standingOf(entry, parameters, world.now()));
  const at = findLost(standings, parameters);
  const lost = queue.entries[at];
  if (lost === undefined) return false;
  await removeEntry(world, lost, { reason: standings[at] === 'timed-out' ? 'CI_TIMEOUT' : 'CI_FAILURE' });
  return true;
}

async function mergeReady(world: World, { queue, parameters, tip }: Situation): Promise<boolean> {
  const now = world.now();
  const standings = queue.entries.map((entry) => standingOf(entry, parameters, now));
  const since = Math.min(...queue.entries.map(({ enqueuedAt }) => enqueuedAt));
  const isWaitOver = now >= since + parameters.min_entries_to_merge_wait_minutes * 60_000;
  const merging = queue.entries.slice(0, countMergeable(standings, parameters, isWaitOver));
  const after = merging.at(-1)?.group?.headOid;
  if (after === undefined) return false;
  const mergeBases = new Map<MergeQueueEntry, string | null>();
  for (const entry of merging)
    mergeBases.set(entry, await world.git.mergeBase(queue.repository.gitDir, tip, entry.headOid));
  const outcome = await moveRefs(world, {
    repository: queue.repository,
    actor: { kind: 'user', user: world.mergeQueueBot },
    updates: [{ ref: `refs/heads/${queue.branch}`, before: tip, after }],
    queued: merging.map(({ pullRequest }) => pullRequest),
  });
  if (outcome.kind === 'refused') {
    // Approvals that were taken back name whose they were; for what else rules refuse, the first answers.
    const culprit = merging.find(isShortOfApprovals) ?? merging[0];
    if (culprit !== undefined) await removeEntry(world, culprit, { reason: 'BRANCH_PROTECTIONS' });
    return true;
  }
  if (outcome.kind !== 'moved') return true;
  for (const entry of merging) {
    const { pullRequest, group } = entry;
    pullRequest.closedMergeBase = mergeBases.get(entry) ?? null;
    await markMerged(world, pullRequest, world.mergeQueueBot, group?.headOid ?? after);
    await removeEntry(world, entry, { reason: 'MERGE' });
  }
  return true;
}

function isShortOfApprovals({ pullRequest }: MergeQueueEntry): boolean {
  const { repository, baseBranch } = pullRequest;
  return findMissingApprovals(pullRequest, approvalsNeeded(repository, `refs/heads/${baseBranch}`)).length > 0;
}

async function buildNext(world: World, { queue, parameters, tip }: Situation): Promise<boolean> {
  const standings = queue.entries.map((entry) => standingOf(entry, parameters, world.now()));
  const at = standings.indexOf('unbuilt');
  const entry = queue.entries[at];
  const waiting = standings.filter((one) => one === 'waiting').length;
  if (entry === undefined || waiting >= parameters.max_entries_to_build) return false;
  const baseOid = queue.entries[at - 1]?.group?.headOid ?? tip;
  if (!(await buildGroup(world, { entry, baseOid, method: parameters.merge_method })))
    await removeEntry(world, entry, { reason: 'MERGE_CONFLICT' });
  return true;
}
