import { expect, test } from '@jest/globals';
import { type LabelsSettings, labels } from '../../../src/policy/conditions/labels.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: LabelsSettings, ...have: readonly string[]) =>
  labels.judge(settings, { facts: makeFacts({ labels: known(have) }), policy, at: now });

test.each<[LabelsSettings, readonly string[], string]>([
  [{ any: ['a', 'b'] }, ['b'], 'met'],
  [{ any: ['a', 'b'] }, ['c'], 'unmet'],
  [{ any: ['a'] }, [], 'unmet'],
  [{ all: ['a', 'b'] }, ['b', 'a', 'c'], 'met'],
  [{ all: ['a', 'b'] }, ['a'], 'unmet'],
  [{ none: ['a'] }, [], 'met'],
  [{ none: ['a'] }, ['b', 'a'], 'unmet'],
  [{ any: ['a'], none: ['b'] }, ['a', 'b'], 'unmet'],
  [{ any: ['Bug Fix'] }, ['bug fix'], 'met'],
  [{ none: ['do-not-merge'] }, ['DO-NOT-MERGE'], 'unmet'],
  [{ all: ['É'] }, ['é'], 'met'],
  [{ any: ['a*'] }, ['ab'], 'unmet'],
  [{ any: ['a'] }, ['a\u0000', ' a', 'a\u202e'], 'unmet'],
])('%j of %j', (settings, have, expected) => {
  expect(judge(settings, ...have).truth).toBe(expected);
});

test('the evidence: what is there, or missing', () => {
  expect(
    judge({ any: ['a', 'B'], all: ['b', 'c'], none: ['b'] }, 'b').findings.map(({ data }) => data['labels']),
  ).toEqual([['B'], ['c'], ['b']]);
});

test('unread labels, and what has none', () => {
  const unread = makeFacts({ labels: unknown('unavailable', 'x') });
  const local = makeFacts({ change: { number: null } });
  for (const kind of ['any', 'all', 'none']) {
    for (const [facts, code] of [
      [unread, 'labels.unread'],
      [local, 'labels.no-request'],
    ] as const)
      expect(labels.judge({ [kind]: ['a'] }, { facts, policy, at: now }).findings).toMatchObject([
        { code, truth: 'unknown' },
      ]);
  }
});

test.each([
  ['{}', '1 policy.schema "labels" must not be empty'],
  ['bug', '1 policy.schema "labels" must be a map'],
  ['{ any: [] }', '8 policy.schema "any" must not be empty'],
  ['{ any: bug }', '8 policy.schema "any" must be a list'],
  ['{ any: [a, a] }', '8 policy.schema "any" names "a" twice'],
  ['{ only: [a] }', '3 policy.schema unknown key "only" in "labels": known are any, all, none'],
])('%s', (settings, expected) => {
  expect(problemsIn('labels', settings)).toEqual([expected]);
});
