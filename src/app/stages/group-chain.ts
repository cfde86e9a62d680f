import type { MergeQueue, QueueEntry } from '../ports.ts';

/** A pull request of a merge group, as the queue shows it. */
export interface Member {
  readonly number: number;
  /** The pull request's own head now. */
  readonly head: string;
  /** The commit that the queue made for it. */
  readonly group: string;
  /** Stands before what the group was built on: it has a group of its own, which answers for it as well. */
  readonly isAhead: boolean;
}

export type Chain =
  /** In the order in which they land, the group's own last; `tree` is that of the group's head. */
  | { readonly state: 'whole'; readonly members: readonly Member[]; readonly tree: string }
  /** The queue does not hold this commit (any more). */
  | { readonly state: 'gone' }
  /** The queue holds it, and which pull requests are in it cannot be said. */
  | { readonly state: 'broken'; readonly why: string };

interface Wanted {
  readonly head: string;
  /** What GitHub's webhook says the group was built on. */
  readonly baseOid: string;
}

/**
 * The pull requests that a green check on this commit lets pass. Where every commit of a queue has to be green, those are
 * the ones since the commit that the group was built on; where only the last one has to be (or GitHub does not say),
 * every one that still stands before it in the queue as well.
 */
export function chainOf(queue: MergeQueue, { head, baseOid }: Wanted): Chain {
  const byHead = new Map(queue.entries.map((entry) => [entry.head.oid, entry]));
  const own = byHead.get(head);
  if (own === undefined) return { state: 'gone' };
  const members: Member[] = [];
  let entry: QueueEntry | undefined = own;
  let hasBase = false;
  let bottom = own.base;
  while (entry !== undefined) {
    if (members.length >= queue.entries.length) return { state: 'broken', why: 'its entries are built on each other' };
    const member = memberOf(entry);
    if ('why' in member) return { state: 'broken', why: member.why };
    members.unshift({ ...member, group: entry.head.oid, isAhead: hasBase });
    bottom = entry.base;
    hasBase ||= bottom === baseOid;
    if (hasBase && queue.strategy === 'all-green') break;
    entry = byHead.get(bottom);
  }
  if (!hasBase) return { state: 'broken', why: 'an entry between it and its base is missing' };
  // What is neither in the queue nor on the branch was taken out of the queue, and is in this commit all the same.
  if (queue.strategy !== 'all-green' && bottom !== queue.tip)
    return { state: 'broken', why: 'it does not stand on the tip of its branch' };
  return { state: 'whole', members, tree: own.head.tree };
}

function memberOf({ head, base, change }: QueueEntry): NonNullable<QueueEntry['change']> | { readonly why: string } {
  if (change === null) return { why: 'a pull request in it is not shown' };
  // Of a queue that merges (squashed and rebased commits do not say what they are made of): what would land is in it.
  const [first, second, ...more] = head.parents;
  const isMerge = first === base && second !== undefined && more.length === 0;
  if (isMerge && second !== change.head) return { why: `#${change.number} has other commits by now` };
  return change;
}
