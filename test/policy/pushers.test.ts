import { describe, expect, test } from '@jest/globals';
import type { CommitFacts, Person } from '../../src/policy/facts.ts';
import { pushersOf } from '../../src/policy/pushers.ts';

const person = (id: number): Person => ({ id, login: `p${id}`, type: 'user' });
const commit = (oid: string, ...parents: string[]): CommitFacts => {
  const nobody = { person: null, name: '', email: '' };
  return {
    oid,
    tree: 't',
    parents,
    message: 'm',
    author: nobody,
    committer: nobody,
    coauthors: [],
    committedAt: 0,
    signature: { known: true, value: { state: 'unsigned' } },
    updatesFromBase: false,
  };
};
const ids = (result: ReturnType<typeof pushersOf>): readonly number[] | string =>
  result.known ? result.value.map(({ id }) => id).toSorted((a, b) => a - b) : result.why.code;
const zeros = '0'.repeat(40);

describe('pushersOf', () => {
  const range = [commit('a', 'base'), commit('b', 'a'), commit('c', 'b')];

  test('names everybody who pushed a commit of the range', () => {
    const moves = [
      { before: zeros, after: 'a', listed: ['a'], actor: person(1) },
      { before: 'a', after: 'c', listed: ['b', 'c'], actor: person(2) },
    ];
    expect(ids(pushersOf(range, moves))).toEqual([1, 2]);
  });

  test('is unknown when one commit was pushed unseen', () => {
    expect(ids(pushersOf(range, [{ before: 'a', after: 'c', listed: ['b', 'c'], actor: person(2) }]))).toBe(
      'not-recorded',
    );
  });

  test('is unknown when the one who pushed is', () => {
    expect(ids(pushersOf(range, [{ before: zeros, after: 'c', listed: [], actor: null }]))).toBe('not-recorded');
  });

  test('counts who pushed a commit first, though another rewrote what followed', () => {
    const moves = [
      { before: zeros, after: 'dropped', listed: ['a', 'dropped'], actor: person(1) },
      { before: 'dropped', after: 'c', listed: ['b', 'c'], actor: person(2) },
    ];
    expect(ids(pushersOf(range, moves))).toEqual([1, 2]);
  });

  test('leaves out who pushed nothing of the range', () => {
    const moves = [
      { before: zeros, after: 'c', listed: [], actor: person(1) },
      { before: 'x', after: 'y', listed: ['y'], actor: person(3) },
    ];
    expect(ids(pushersOf(range, moves))).toEqual([1]);
  });

  test('does not hang on a history that names itself', () => {
    expect(ids(pushersOf([commit('a', 'a')], [{ before: zeros, after: 'a', listed: [], actor: person(1) }]))).toEqual([
      1,
    ]);
  });
});
