import { expect, test } from '@jest/globals';
import { title } from '../../../src/policy/conditions/title.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const codes = (settings: Parameters<typeof title.judge>[0], change: Parameters<typeof makeFacts>[0]) =>
  title
    .judge(settings, { facts: makeFacts(change), policy, at: now })
    .findings.map(({ code, truth }) => `${code} ${truth}`);

test('what is found in the title, and what is not', () => {
  const given = { change: { title: 'fix: rounding' } };
  expect(codes({ matches: '^fix' }, given)).toEqual(['title.good met']);
  expect(codes({ matches: '^feat' }, given)).toEqual(['title.lacks unmet']);
  expect(codes({ matches: ['^feat', '^fix'], not_matches: ['x', 'round'] }, given)).toEqual(['title.has unmet']);
  expect(codes({ matches: 'y', not_matches: 'fix' }, given)).toEqual(['title.lacks unmet', 'title.has unmet']);
});

test('a bare range has none, and an empty one is not as required', () => {
  expect(codes({ not_matches: 'x' }, { change: { number: null, title: '' } })).toEqual(['title.no-request unknown']);
  expect(codes({ matches: '.' }, { change: { title: '' } })).toEqual(['title.lacks unmet']);
});

test.each([
  ['{}', '1 policy.schema "title" must not be empty'],
  ["{ matches: 'a(?=b)' }", '14 policy.pattern RE2 has no look-around: (?='],
  ["{ not_matches: [a, 'b('] }", '21 policy.pattern missing closing ): b('],
  ['{ contains: a }', '3 policy.schema unknown key "contains" in "title": known are matches, not_matches'],
])('%s', (settings, expected) => {
  expect(problemsIn('title', settings)).toEqual([expected]);
});
