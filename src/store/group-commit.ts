import { asFault } from '../base/fault.ts';
import { faultCodes } from '../base/fault-codes.ts';

export interface GroupLimits<Item> {
  /** Most items in one commit, and most weight (in any unit) unless one item alone is heavier. */
  readonly items: number;
  readonly weight: number;
  readonly weigh: (item: Item) => number;
}

interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Makes one commit of everything that is waiting when the last one ends: many callers share the cost of one transaction,
 * and a single caller waits for nobody. A call resolves when its own items are durable. `commit` must bear repetition:
 * when a shared one is refused for good, every caller's items are tried by themselves, so that only the culprit fails.
 */
export function groupCommit<Item>(
  commit: (items: readonly Item[]) => Promise<void>,
  limits: GroupLimits<Item>,
): (items: readonly Item[]) => Promise<void> {
  const queue: Waiting<Item>[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    isRunning = true;
    while (queue.length > 0) await commitGroup(takeGroup(queue, limits), commit);
    isRunning = false;
  };
  return (items) =>
    new Promise((resolve, reject) => {
      queue.push({ items, resolve, reject });
      if (!isRunning) void run();
    });
}

function takeGroup<Item>(
  queue: Waiting<Item>[],
  { items: mostItems, weight: mostWeight, weigh }: GroupLimits<Item>,
): readonly Waiting<Item>[] {
  let [items, weight, count] = [0, 0, 0];
  for (const waiting of queue) {
    items += waiting.items.length;
    weight += waiting.items.reduce((sum, item) => sum + weigh(item), 0);
    if (count > 0 && (items > mostItems || weight > mostWeight)) break;
    count++;
  }
  return queue.splice(0, count);
}

async function commitGroup<Item>(
  group: readonly Waiting<Item>[],
  commit: (items: readonly Item[]) => Promise<void>,
): Promise<void> {
  try {
    await commit(group.flatMap(({ items }) => items));
    for (const { resolve } of group) resolve();
  } catch (error) {
    const mayTrySingly = group.length > 1 && !faultCodes[asFault(error).code].retry;
    for (const waiting of group) {
      if (mayTrySingly) await commitGroup([waiting], commit);
      else waiting.reject(error);
    }
  }
}
