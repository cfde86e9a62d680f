import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../src/base/fault.ts';
import { groupCommit } from '../../src/store/group-commit.ts';

const LIMITS = { items: 4, weight: 100, weigh: (item: number) => item };

interface Sink {
  readonly groups: (readonly number[])[];
  readonly accept: (items: readonly number[]) => Promise<void>;
}

function sink(fail: (items: readonly number[]) => Fault | null = () => null): Sink {
  const groups: (readonly number[])[] = [];
  const accept = groupCommit<number>(async (items) => {
    await Promise.resolve();
    const fault = fail(items);
    if (fault !== null) throw fault;
    groups.push(items);
  }, LIMITS);
  return { groups, accept };
}

const all = async (accept: Sink['accept'], calls: readonly (readonly number[])[]) =>
  await Promise.allSettled(calls.map(async (items) => await accept(items)));

describe('a group commit', () => {
  test('makes one commit of what came while the last one ran', async () => {
    const { groups, accept } = sink();
    await all(accept, [[1], [2], [3, 4], [5]]);
    expect(groups).toEqual([[1], [2, 3, 4, 5]]);
    await accept([6]);
    expect(groups).toHaveLength(3);
  });

  test('keeps to its limits, but takes one caller whole', async () => {
    const { groups, accept } = sink();
    await all(accept, [[1], [2, 2, 2], [3, 3], [99], [1, 1], [500], [1, 2, 3, 4, 5, 6]]);
    expect(groups).toEqual([[1], [2, 2, 2], [3, 3], [99], [1, 1], [500], [1, 2, 3, 4, 5, 6]]);
  });

  test('resolves a call only when its own items are there', async () => {
    const { groups, accept } = sink();
    const seen: boolean[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map(async (item) => {
        await accept([item]);
        seen.push(groups.flat().includes(item));
      }),
    );
    expect(seen).toEqual(Array(7).fill(true));
  });

  test('fails only the culprit when a group is refused for good', async () => {
    const { groups, accept } = sink((items) => (items.includes(13) ? new Fault('internal.bug', 'bad item') : null));
    const results = await all(accept, [[1], [2], [13], [3]]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(groups).toEqual([[1], [2], [3]]);
  });

  test('fails everybody, once, when the database is gone, and goes on when it is back', async () => {
    let attempts = 0;
    let isGone = true;
    const { groups, accept } = sink(() => {
      attempts++;
      return isGone ? new Fault('store.unavailable', 'gone') : null;
    });
    const results = await all(accept, [[1], [2], [3]]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(attempts).toBe(2);
    isGone = false;
    await accept([4]);
    expect(groups).toEqual([[4]]);
  });

  test('commits every item of every caller once, in the order of the calls', async () => {
    const calls = fc.array(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 6 }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(calls, async (items) => {
        const { groups, accept } = sink();
        await all(accept, items);
        expect(groups.flat()).toEqual(items.flat());
      }),
    );
  });
});
