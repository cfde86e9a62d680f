import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MergeQueue, QueueEntry } from '../../../src/app/ports.ts';
import { type Chain, chainOf } from '../../../src/app/stages/group-chain.ts';

const oid = (kind: string, at: number): string => `${kind}${at}`.padEnd(40, '0');
const tip = oid('tip', 0);
const head = (at: number): string => (at < 0 ? tip : oid('group', at));

/** `count` entries, each built on the one before it by a merge. */
function queueOf(count: number, strategy: MergeQueue['strategy'] = 'all-green'): MergeQueue {
  const entries = Array.from({ length: count }, (_, at): QueueEntry => {
    const change = { number: at + 1, head: oid('change', at) };
    return {
      head: { oid: head(at), tree: oid('tree', at), parents: [head(at - 1), change.head] },
      base: head(at - 1),
      change,
    };
  });
  return { strategy, tip, entries };
}

/** As GitHub's webhook names the group of one entry. */
const read = (queue: MergeQueue, at: number, baseOid = head(at - 1)): Chain =>
  chainOf(queue, { head: head(at), baseOid });

const numbersOf = (chain: Chain): readonly number[] | string =>
  chain.state === 'whole' ? chain.members.map(({ number }) => number) : chain.state;

const replace = (queue: MergeQueue, at: number, change: Partial<QueueEntry>): MergeQueue => ({
  ...queue,
  entries: queue.entries.map((entry, index) => (index === at ? { ...entry, ...change } : entry)),
});

describe('where every commit has to be green', () => {
  test('a group holds what GitHub says it was built from', () => {
    expect(numbersOf(read(queueOf(4), 2))).toEqual([3]);
    expect(numbersOf(read(queueOf(4), 2, tip))).toEqual([1, 2, 3]);
    expect(read(queueOf(4), 2)).toMatchObject({
      tree: oid('tree', 2),
      members: [{ head: oid('change', 2), group: head(2), isAhead: false }],
    });
  });
});

describe('where only the last one has to be, or GitHub does not say', () => {
  test.each(['head-green', null] as const)('%s: everything ahead of it is in it', (strategy) => {
    const chain = read(queueOf(4, strategy), 2);
    expect(numbersOf(chain)).toEqual([1, 2, 3]);
    expect(chain.state === 'whole' ? chain.members.map(({ isAhead }) => isAhead) : []).toEqual([true, true, false]);
  });

  test('what has landed meanwhile is no longer ahead', () => {
    const queue = queueOf(4, 'head-green');
    const later = { ...queue, tip: head(0), entries: queue.entries.slice(1) };
    expect(numbersOf(read(later, 2))).toEqual([2, 3]);
    expect(numbersOf(read(later, 1))).toEqual([2]);
  });

  test('what was taken out of the queue and is in the commit all the same leaves it unread', () => {
    const queue = queueOf(4, 'head-green');
    expect(read({ ...queue, entries: queue.entries.slice(1) }, 2)).toMatchObject({ state: 'broken' });
  });
});

describe('a chain', () => {
  test('that the queue does not hold is gone', () => {
    expect(read(queueOf(2), 7)).toEqual({ state: 'gone' });
    expect(read({ ...queueOf(0) }, 0)).toEqual({ state: 'gone' });
  });

  test('whose base is not reached is broken', () => {
    expect(read(queueOf(3), 2, oid('other', 1))).toMatchObject({ state: 'broken' });
  });

  test('whose entries stand on each other in a circle is broken', () => {
    for (const strategy of ['all-green', 'head-green'] as const)
      expect(read(replace(queueOf(2, strategy), 0, { base: head(1) }), 1, oid('other', 1))).toMatchObject({
        state: 'broken',
      });
  });

  test('with a pull request that is not shown is broken', () => {
    expect(read(replace(queueOf(2), 1, { change: null }), 1)).toMatchObject({ state: 'broken' });
  });

  test('is broken when a merge is not of what the pull request holds now', () => {
    const queue = queueOf(2);
    expect(read(replace(queue, 1, { change: { number: 2, head: oid('pushed', 1) } }), 1)).toEqual({
      state: 'broken',
      why: '#2 has other commits by now',
    });
  });

  test.each([
    ['squashed', [head(0)]],
    ['rebased', [oid('copy', 1)]],
    ['an octopus', [head(0), 'x', 'y']],
  ])('of a commit that is %s says nothing of what it is made of', (_, parents) => {
    const entry = queueOf(2).entries[1];
    if (entry === undefined) throw new Error('no entry');
    expect(numbersOf(read(replace(queueOf(2), 1, { head: { ...entry.head, parents } }), 1))).toEqual([2]);
  });
});

test('whatever is left out of a queue, no group is whole without one that is ahead of it and not landed', () => {
  const strategies = fc.constantFrom('head-green' as const, null);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.nat(),
      fc.array(fc.nat(7)),
      strategies,
      (count, pick, gone, strategy) => {
        const own = pick % count;
        const queue = queueOf(count, strategy);
        const entries = queue.entries.filter((_, at) => !gone.includes(at));
        const chain = read({ ...queue, entries }, own);
        const isWhole = [...Array(own + 1).keys()].every((at) => !gone.includes(at));
        expect(chain.state === 'whole').toBe(isWhole);
      },
    ),
  );
});
