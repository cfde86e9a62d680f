import { expect, test } from '@jest/globals';
import { leavesOf, openLeaves } from '../../../src/policy/explain/leaves.ts';
import { judgeOne } from './telling.ts';

const open = (requirement: string) =>
  openLeaves(judgeOne(requirement).outcome).map(
    ({ outcome, negated, truth }) => `${negated ? 'not ' : ''}${outcome.name} ${truth}`,
  );

test.each([
  ['{ base: main }', []],
  ['{ base: other }', ['base unmet']],
  ['{ all: [{ base: main }, { base: other }, { approved: {} }] }', ['base unmet', 'approved pending']],
  ['{ any: [{ base: other }, { approved: {} }] }', ['base unmet', 'approved pending']],
  ['{ any: [{ base: other }, { base: main }] }', []],
  ['{ not: { base: main } }', ['not base unmet']],
  ['{ not: { any: [{ base: main }, { base: other }] } }', ['not base unmet']],
  ['{ not: { not: { base: other } } }', ['base unmet']],
])('%s', (requirement, expected) => {
  expect(open(requirement)).toEqual(expected);
});

test('all leaves, whatever they say', () => {
  expect(
    leavesOf(judgeOne('{ all: [{ base: main }, { not: { signed: true } }] }').outcome).map(({ truth }) => truth),
  ).toEqual(['met', 'unmet']);
});
