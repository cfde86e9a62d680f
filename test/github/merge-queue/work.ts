/** One queue's work at a time: what a request changed is seen to before the next request is answered. */
import type { World } from '../world.ts';
import { advanceQueue } from './advance.ts';

/** Runs `work` when no queue is being worked on. Not re-entrant. */
export async function withQueues<T>(world: World, work: () => Promise<T>): Promise<T> {
  const mine = world.queueWork.then(work);
  world.queueWork = mine.catch(() => undefined);
  return mine;
}

/** After anything that may have changed a queue's situation: a check, a head, a rule, the clock. Does not wait. */
export function reviewQueues(world: World): void {
  if (world.mergeQueues.every(({ entries }) => entries.length === 0)) return;
  const review = async (): Promise<void> => {
    for (const queue of world.mergeQueues) {
      if (world.repositories.has(queue.repository.id)) await advanceQueue(world, queue);
    }
  };
  withQueues(world, review).catch((error: unknown) => {
    world.reportProblem(`merge queue: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
}

/** Resolves when the queues have seen to everything. */
export async function settleQueues(world: World): Promise<void> {
  await world.queueWork;
}
