import { expect, test } from '@jest/globals';
import { type CommitsSettings, commits } from '../../../src/policy/conditions/commits.ts';
import { type CommitFacts, known, unknown } from '../../../src/policy/facts.ts';
import { commit, makeFacts, now, oid, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: CommitsSettings, ...all: readonly CommitFacts[]) =>
  commits.judge(settings, { facts: makeFacts({ commits: known(all) }), policy, at: now });
const one = commit(10);
const update = commit(11, { parents: [oid(10), oid(9)], updatesFromBase: true });
const merge = commit(12, { parents: [oid(11), oid(77)] });
const root = commit(13, { parents: [] });
const octopus = commit(14, { parents: [oid(1), oid(2), oid(3)] });

test.each<[string, CommitsSettings, readonly CommitFacts[], string]>([
  ['at most', { count: { max: 2 } }, [one, update], 'met'],
  ['one too many', { count: { max: 1 } }, [one, update], 'unmet'],
  ['at least', { count: { min: 1 } }, [], 'unmet'],
  ['none at all is a number too', { count: { max: 1 } }, [], 'met'],
  ['no merges', { merges: 'none' }, [one, root], 'met'],
  ['a merge from the base is one', { merges: 'none' }, [one, update], 'unmet'],
  ['merges from the base', { merges: 'from_base' }, [one, update], 'met'],
  ['another merge', { merges: 'from_base' }, [update, merge], 'unmet'],
  ['more than two parents', { merges: 'from_base' }, [octopus], 'unmet'],
  ['any merge', { merges: 'any' }, [one, update, merge, octopus], 'met'],
  ['linear', { linear: true }, [one, commit(11)], 'met'],
  ['not linear: a merge', { linear: true }, [one, update], 'unmet'],
  ['not linear: another root', { linear: true }, [root], 'unmet'],
  ['without commits nothing is linear', { linear: true }, [], 'unmet'],
  ['nor free of merges', { merges: 'none' }, [], 'unmet'],
  ['several keys', { count: { max: 5 }, merges: 'from_base', linear: true }, [one, update], 'unmet'],
])('%s', (_name, settings, all, expected) => {
  expect(judge(settings, ...all).truth).toBe(expected);
});

test('which commits it is about', () => {
  expect(
    judge({ merges: 'from_base', linear: true }, one, update, merge).findings.map((found) => found.commits),
  ).toEqual([[oid(12)], [oid(11), oid(12)]]);
});

test('unread commits are unknown; a bare range has its own', () => {
  const facts = makeFacts({ commits: unknown('too-many', 'x') });
  for (const settings of [{ count: { max: 1 } }, { merges: 'any' }, { linear: true }] as const)
    expect(commits.judge(settings, { facts, policy, at: now }).truth).toBe('unknown');
  const local = makeFacts({ change: { number: null }, commits: known([one]) });
  expect(commits.judge({ count: { max: 1 } }, { facts: local, policy, at: now }).truth).toBe('met');
});

test.each([
  ['{}', '1 policy.schema "commits" must not be empty'],
  ['{ count: 3 }', '10 policy.schema "count" must be a map'],
  ['{ count: { min: 2, max: 1 } }', '17 policy.schema "min" is above "max" (1)'],
  ['{ linear: false }', '11 policy.schema "linear" must be true'],
  [
    '{ merges: from-base }',
    '11 policy.schema "merges" must be one of none, from_base, any, not "from-base", did you mean "from_base"?',
  ],
])('%s', (settings, expected) => {
  expect(problemsIn('commits', settings)).toEqual([expected]);
});
