/** Webhooks about merge groups, for apps that may read merge queues. */
import type { MergeGroup, MergeQueue } from '../merge-queue/records.ts';
import { simpleCommitShape } from '../shapes/commit.ts';
import type { World } from '../world.ts';

/** Why a group is gone: it merged, its entry left the queue, or what was ahead of it did. */
export type Destruction = 'merged' | 'dequeued' | 'invalidated';

export interface MergeGroupNews {
  readonly queue: MergeQueue;
  readonly group: MergeGroup;
  /** null: checks are requested. */
  readonly destroyed: Destruction | null;
}

/** GitHub does not name the pull requests of the group. */
export async function announceMergeGroup(world: World, { queue, group, destroyed }: MergeGroupNews): Promise<void> {
  const { repository, branch } = queue;
  await world.announce({
    event: 'merge_group',
    action: destroyed === null ? 'checks_requested' : 'destroyed',
    repository,
    organization: repository.owner.type === 'Organization' ? repository.owner : null,
    sender: world.mergeQueueBot,
    body: async () => {
      const commit = await world.git.readCommit(repository.gitDir, group.headOid);
      if (commit === null) throw new Error(`the group's head ${group.headOid} is gone`);
      return {
        merge_group: {
          head_sha: group.headOid,
          head_ref: group.ref,
          base_sha: group.baseOid,
          base_ref: `refs/heads/${branch}`,
          head_commit: simpleCommitShape(commit),
        },
        ...(destroyed === null ? {} : { reason: destroyed }),
      };
    },
  });
}
