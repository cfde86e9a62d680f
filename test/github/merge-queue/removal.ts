/** Taking an entry out of its queue, for whatever reason. */
import type { Destruction } from '../announce/merge-group.ts';
import { announcePullRequest } from '../announce/pull-request.ts';
import { addTimelineEvent } from '../timeline.ts';
import type { User, World } from '../world.ts';
import { destroyGroup } from './groups.ts';
import type { MergeQueueEntry, RemovalReason } from './records.ts';

export interface Removal {
  readonly reason: RemovalReason;
  /** Who took it out; the queue itself, when not given. */
  readonly by?: User;
}

export async function removeEntry(world: World, entry: MergeQueueEntry, { reason, by }: Removal): Promise<void> {
  const { queue, pullRequest, enqueuer, group } = entry;
  const sender = by ?? world.mergeQueueBot;
  queue.entries.splice(queue.entries.indexOf(entry), 1);
  addTimelineEvent(world, pullRequest, sender, {
    type: 'RemovedFromMergeQueueEvent',
    queue,
    enqueuer,
    reason,
    beforeOid: group?.headOid ?? null,
  });
  await announcePullRequest(world, { pullRequest, action: 'dequeued', sender, extra: { reason } });
  const destroyed: Destruction = reason === 'MERGE' ? 'merged' : 'dequeued';
  await destroyGroup(world, entry, destroyed);
}

/** Why an entry may not stay, whatever its checks say; null when it may. */
export function reasonToRemove({ queue, pullRequest, headOid }: MergeQueueEntry): RemovalReason | null {
  if (pullRequest.mergedAt !== null) return 'ALREADY_MERGED';
  const isSame =
    pullRequest.state === 'open' &&
    !pullRequest.draft &&
    pullRequest.baseBranch === queue.branch &&
    pullRequest.headOid === headOid;
  return isSame ? null : 'MANUAL';
}
