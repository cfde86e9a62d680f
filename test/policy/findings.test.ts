import { expect, test } from '@jest/globals';
import { groupByCommit, makeFinding, outcomeOf, SHOWN_LIMIT, showSome } from '../../src/policy/findings.ts';

const found = (commit: string, key: string) =>
  ({ commit, finding: { code: 'signed.good', truth: 'met', data: { key } } }) as const;

test('like is put with like, in the order of the commits', () => {
  expect(groupByCommit([found('a', '1'), found('b', '2'), found('c', '1')])).toEqual([
    { code: 'signed.good', truth: 'met', commits: ['a', 'c'], data: { key: '1' } },
    { code: 'signed.good', truth: 'met', commits: ['b'], data: { key: '2' } },
  ]);
});

test('the same data in another object is like, and data that only looks alike is not', () => {
  const make = (commit: string, data: Parameters<typeof groupByCommit>[0][number]['finding']['data']) =>
    ({ commit, finding: { code: 'x.a', truth: 'unmet', data } }) as const;
  const groups = groupByCommit([
    make('a', { by: { id: 1 }, keys: ['x'] }),
    make('b', { by: { id: 1 }, keys: ['x'] }),
    make('c', { by: { id: 2 }, keys: ['x'] }),
    make('d', { by: { id: 2 }, keys: { 0: 'x' } }),
    make('e', { by: { id: 2 } }),
    make('f', { by: { id: 1 }, keys: ['x'] }),
  ]);
  expect(groups.map(({ commits }) => commits.join(''))).toEqual(['abf', 'c', 'd', 'e']);
});

test('an outcome holds when each of its findings does', () => {
  expect(outcomeOf('x', [makeFinding('x.a', 'met'), makeFinding('x.b', 'unknown')]).truth).toBe('unknown');
  expect(outcomeOf('x', []).truth).toBe('met');
});

test('long lists are evidence cut short, with their length', () => {
  const { shown, count } = showSome(Array.from({ length: 50 }, (_, index) => String(index)));
  expect([shown.length, count]).toEqual([SHOWN_LIMIT, 50]);
});
