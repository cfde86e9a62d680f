import { expect, test } from '@jest/globals';
import { draft } from '../../../src/policy/conditions/draft.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (wanted: boolean, change: Parameters<typeof makeFacts>[0]) =>
  draft.judge(wanted, { facts: makeFacts(change), policy, at: now }).truth;

test.each([
  [true, true, 'met'],
  [true, false, 'unmet'],
  [false, true, 'unmet'],
  [false, false, 'met'],
])('%s of %s', (wanted, isDraft, expected) => {
  expect(judge(wanted, { change: { draft: isDraft } })).toBe(expected);
});

test('a bare range is neither a draft nor ready', () => {
  expect([judge(true, { change: { number: null } }), judge(false, { change: { number: null } })]).toEqual([
    'unknown',
    'unknown',
  ]);
});

test('only yes and no', () => {
  expect(problemsIn('draft', 'maybe')).toEqual(['1 policy.schema "draft" must be true or false']);
});
