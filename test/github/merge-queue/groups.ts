/** Groups: built by real git on the entry ahead, shown on a branch of their own, and taken down again. */
import { announceMergeGroup, type Destruction } from '../announce/merge-group.ts';
import { writeMerge } from '../merge-commits.ts';
import { followMove } from '../refs.ts';
import { queueBranches } from '../rules.ts';
import type { World } from '../world.ts';
import type { MergeGroup, MergeQueueEntry, MergeQueueParameters } from './records.ts';

const methods = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const;

export interface GroupPlan {
  readonly entry: MergeQueueEntry;
  /** The base's tip, or the head of the entry ahead. */
  readonly baseOid: string;
  readonly method: MergeQueueParameters['merge_method'];
}

/** @returns whether it could be built; false: it conflicts */
export async function buildGroup(world: World, plan: GroupPlan): Promise<boolean> {
  const { entry, baseOid, method } = plan;
  const { queue, pullRequest } = entry;
  const headOid = await writeNewMerge(world, plan);
  if (headOid === null) return false;
  queue.builtOids.add(headOid);
  const ref = `${queueBranches}${queue.branch}/pr-${pullRequest.number}-${baseOid}`;
  const group: MergeGroup = { ref, headOid, baseOid, method, requestedAt: world.now() };
  entry.group = group;
  await setBranch(world, entry, { ref, after: headOid });
  await announceMergeGroup(world, { queue, group, destroyed: null });
  return true;
}

/** Built again within the same second, a group would be the very commit that failed before: it is dated later. */
async function writeNewMerge(world: World, { entry, baseOid, method }: GroupPlan): Promise<string | null> {
  const { queue, pullRequest, enqueuer } = entry;
  for (let at = world.now(); ; at += 1_000) {
    const work = { pullRequest, base: baseOid, method: methods[method], by: enqueuer, at };
    const oid = await writeMerge(world, work);
    if (oid === null || !queue.builtOids.has(oid)) return oid;
  }
}

export async function destroyGroup(world: World, entry: MergeQueueEntry, destroyed: Destruction): Promise<void> {
  const { queue, group } = entry;
  if (group === null) return;
  entry.group = null;
  await announceMergeGroup(world, { queue, group, destroyed });
  await setBranch(world, entry, { ref: group.ref, after: null });
}

/** The queue asks no rule about its own branches. */
async function setBranch(
  world: World,
  { queue: { repository } }: MergeQueueEntry,
  { ref, after }: { readonly ref: string; readonly after: string | null },
): Promise<void> {
  const actor = { kind: 'user', user: world.mergeQueueBot } as const;
  await world.exclusively(repository, async () => {
    const before = await world.git.readRef(repository.gitDir, ref);
    await world.git.updateRefs(repository.gitDir, [{ ref, after }]);
    await followMove(world, { repository, actor }, [{ ref, before, after }]);
  });
}
