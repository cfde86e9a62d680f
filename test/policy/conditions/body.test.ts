import { expect, test } from '@jest/globals';
import { body } from '../../../src/policy/conditions/body.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const codes = (settings: Parameters<typeof body.judge>[0], change: Parameters<typeof makeFacts>[0]) =>
  body
    .judge(settings, { facts: makeFacts(change), policy, at: now })
    .findings.map(({ code, truth }) => `${code} ${truth}`);

test('what is found in the body, and what is not', () => {
  const given = { change: { body: 'fix: rounding' } };
  expect(codes({ matches: '^fix' }, given)).toEqual(['body.good met']);
  expect(codes({ matches: '^feat' }, given)).toEqual(['body.lacks unmet']);
  expect(codes({ matches: ['^feat', '^fix'], not_matches: ['x', 'round'] }, given)).toEqual(['body.has unmet']);
  expect(codes({ matches: 'y', not_matches: 'fix' }, given)).toEqual(['body.lacks unmet', 'body.has unmet']);
});

test('a bare range has none, and an empty one is not as required', () => {
  expect(codes({ not_matches: 'x' }, { change: { number: null, body: '' } })).toEqual(['body.no-request unknown']);
  expect(codes({ matches: '.' }, { change: { body: '' } })).toEqual(['body.lacks unmet']);
});

test.each([
  ['{}', '1 policy.schema "body" must not be empty'],
  ["{ matches: 'a(?=b)' }", '14 policy.pattern RE2 has no look-around: (?='],
  ["{ not_matches: [a, 'b('] }", '21 policy.pattern missing closing ): b('],
  ['{ contains: a }', '3 policy.schema unknown key "contains" in "body": known are matches, not_matches'],
])('%s', (settings, expected) => {
  expect(problemsIn('body', settings)).toEqual([expected]);
});
