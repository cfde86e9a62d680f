/** Control commands about merge queues. */
import { clearMergeQueue, dequeue, enqueue, jumpQueue, queueOf } from '../behaviour/merge-queue.ts';
import type { MergeQueueEntry } from '../merge-queue/records.ts';
import { queueParameters } from '../merge-queue/rule.ts';
import { stateOf } from '../merge-queue/standing.ts';
import type { Stage } from '../server/stage.ts';
import { actAs, pullRequestOf, repositoryOf } from './find.ts';

export interface QueueEntryView {
  readonly number: number;
  /** From 1; 0 of an entry that has left, merged perhaps. */
  readonly position: number;
  readonly state: ReturnType<typeof stateOf>;
  readonly jump: boolean;
  readonly enqueuer: string;
  /** null: not built yet. */
  readonly group: { readonly ref: string; readonly headSha: string; readonly baseSha: string } | null;
}

interface Numbered {
  readonly repository: string;
  readonly number: number;
  readonly as?: string;
}

export const mergeQueueCommands = {
  /** "Merge when ready" of a pull request that is. @param args.jump to the front */
  enqueue: async (
    stage: Stage,
    args: Numbered & { expectedHead?: string; jump?: boolean },
  ): Promise<QueueEntryView> => {
    const request = {
      pullRequest: pullRequestOf(stage, args.repository, args.number),
      jump: args.jump ?? false,
      ...(args.expectedHead === undefined ? {} : { expectedHead: args.expectedHead }),
    };
    return view(stage, await enqueue(stage.world, by(stage, args), request));
  },

  dequeue: async (stage: Stage, args: Numbered): Promise<void> => {
    await dequeue(stage.world, by(stage, args), pullRequestOf(stage, args.repository, args.number));
  },

  /** Moves one that is queued to the front. */
  jumpQueue: async (stage: Stage, args: Numbered): Promise<void> => {
    await jumpQueue(stage.world, by(stage, args), pullRequestOf(stage, args.repository, args.number));
  },

  /** @param args.branch the default branch, when not given */
  clearMergeQueue: async (stage: Stage, args: { repository: string; branch?: string; as?: string }): Promise<void> => {
    const repository = repositoryOf(stage, args.repository);
    const branch = args.branch ?? repository.defaultBranch;
    await clearMergeQueue(stage.world, by(stage, args), { repository, branch });
  },

  /** Its entries, the first to merge first. @param args.branch the default branch, when not given */
  mergeQueue: async (
    stage: Stage,
    args: { repository: string; branch?: string },
  ): Promise<readonly QueueEntryView[]> => {
    const repository = repositoryOf(stage, args.repository);
    const { entries } = queueOf(stage.world, repository, args.branch ?? repository.defaultBranch);
    return entries.map((entry) => view(stage, entry));
  },
} as const;

function by(stage: Stage, { repository, as }: { repository: string; as?: string }): ReturnType<typeof actAs> {
  return actAs(stage, as, repositoryOf(stage, repository).owner);
}

function view({ world }: Stage, entry: MergeQueueEntry): QueueEntryView {
  const { queue, pullRequest, jump, enqueuer, group } = entry;
  return {
    number: pullRequest.number,
    position: queue.entries.indexOf(entry) + 1,
    state: stateOf(entry, queueParameters(queue.repository, queue.branch), world.now()),
    jump,
    enqueuer: enqueuer.login,
    group: group === null ? null : { ref: group.ref, headSha: group.headOid, baseSha: group.baseOid },
  };
}
