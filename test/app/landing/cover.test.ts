import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coverOf, type Decided } from '../../../src/app/landing/cover.ts';
import type { LandedCommit } from '../../../src/app/ports.ts';

type Change = LandedCommit['changes'][number];

const commit = (oid: string, parents: readonly string[], ...changes: Change[]): LandedCommit => ({
  oid,
  tree: `tree of ${oid}`,
  parents,
  changes,
});
const change = (number: number, head: string, brings: Change['brings'] = 'commit'): Change => ({
  number,
  head,
  brings,
});
const passed = (...heads: readonly string[]) =>
  new Map<string, Decided>(heads.map((head) => [head, { entry: `entry of ${head}`, isPassing: true }]));
const covered = (commits: readonly LandedCommit[], decisions: ReadonlyMap<string, Decided>) =>
  Object.fromEntries([...coverOf(commits, decisions)].map(([oid, { decision }]) => [oid, decision]));

describe('a commit is covered', () => {
  test('by a decision about itself, with what was pushed below it', () => {
    const pushed = [commit('a', ['base']), commit('head', ['a'])];
    expect(covered(pushed, passed('head'))).toEqual({ head: 'entry of head', a: 'entry of head' });
  });

  test('by a decision about the head of what was merged, with the commits that it brought', () => {
    const merged = [commit('a', ['old']), commit('head', ['a']), commit('merge', ['base', 'head'], change(7, 'head'))];
    expect(Object.keys(covered(merged, passed('head'))).toSorted()).toEqual(['a', 'head', 'merge']);
    expect(coverOf(merged, passed('head')).get('merge')).toEqual({ decision: 'entry of head', change: 7 });
  });

  test('by a squash of what was decided, and by all that a rebase made of it', () => {
    const squashed = [commit('squash', ['base'], change(7, 'head'))];
    expect(covered(squashed, passed('head'))).toEqual({ squash: 'entry of head' });
    const rebased = [commit('one', ['base']), commit('two', ['one'], change(7, 'head', 'all'))];
    expect(Object.keys(covered(rebased, passed('head'))).toSorted()).toEqual(['one', 'two']);
  });
});

describe('nothing covers', () => {
  test('what no decision, or none that passed, is about', () => {
    const denied = new Map([['head', { entry: 'entry', isPassing: false }]]);
    const merged = [commit('head', ['base']), commit('merge', ['base', 'head'], change(7, 'head'))];
    expect(covered(merged, denied)).toEqual({});
    expect(covered(merged, new Map())).toEqual({});
  });

  test('a merge that holds something else than was proposed; what it brought is covered only where it was decided', () => {
    const smuggled = [commit('head', ['base']), commit('merge', ['base', 'head'], change(7, 'head', 'nothing'))];
    expect(covered(smuggled, passed('head'))).toEqual({ head: 'entry of head' });
  });

  test('what was pushed straight to the branch, below a merge or on top of it', () => {
    const between = [
      commit('hot', ['base']),
      commit('head', ['base']),
      commit('merge', ['hot', 'head'], change(7, 'head')),
      commit('top', ['merge']),
    ];
    expect(Object.keys(covered(between, passed('head'))).toSorted()).toEqual(['head', 'merge']);
  });
});

test('one more decision never takes a cover away, and nothing else is ever covered than what landed', () => {
  const oids = ['a', 'b', 'c', 'd', 'e'];
  const history = fc.array(fc.subarray(oids), { minLength: 5, maxLength: 5 });
  const some = fc.subarray(oids);
  fc.assert(
    fc.property(history, some, fc.constantFrom(...oids), (parents, decided, more) => {
      // Whatever the shape, parents come before their children.
      const commits = oids.map((oid, at) =>
        commit(
          oid,
          (parents[at] ?? []).filter((each) => each < oid),
        ),
      );
      const before = coverOf(commits, passed(...decided));
      const after = coverOf(commits, passed(...decided, more));
      for (const oid of before.keys()) expect(after.has(oid)).toBe(true);
      for (const oid of after.keys()) expect(oids).toContain(oid);
      for (const oid of decided) expect(before.has(oid)).toBe(true);
    }),
  );
});
