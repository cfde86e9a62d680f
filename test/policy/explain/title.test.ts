import { describe, expect, test } from '@jest/globals';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment, shipped, sourceOf } from '../deployment-scenery.ts';
import { commit, layerOf, makeFacts, parse, people, policyOf, unsigned } from '../scenery.ts';
import { tell } from './telling.ts';

const rules = (...keys: readonly string[]) =>
  layerOf(
    parse(`version: 1\n${people}\nrules:\n${keys.map((key, index) => `  - { name: r${index}, ${key} }\n`).join('')}`),
  );
const title = (keys: readonly string[], facts: Facts = makeFacts()) => tell([rules(...keys)], facts).title;
const signed = 'require: { signed: true }';
const base = 'require: { base: other }';
const approved = 'require: { approved: {} }';
const bare = makeFacts({ commits: known([commit(10, { signature: unsigned })]) });

test.each<[string, readonly string[], Facts, string]>([
  [
    'what to change comes before what is waited for',
    [approved, signed],
    bare,
    'Blocked: the commit is unsigned: @dana, sign 000000a (+1)',
  ],
  ['in the order of the policy', [base, signed], bare, 'Blocked: this base branch is not allowed (+1)'],
  [
    'what is unknown comes before waiting',
    [approved, 'require: { changed: { any: [a] } }'],
    makeFacts({ files: unknown('too-many', 'x') }),
    'Blocked: the changed files could not be read (+1)',
  ],
  ['the same twice is one thing to do', [approved, approved], makeFacts(), 'Waiting for 1 reviewer to approve'],
  [
    'a rule without words of its own is named',
    ['require: { not: { base: main } }'],
    makeFacts(),
    'Blocked: “r0” is not met',
  ],
  [
    'warnings do not block, and are counted',
    ['require: { base: main }', `${base}, enforce: warn`],
    makeFacts(),
    'Allowed: 1 rule met, 1 warning',
  ],
  [
    'no rule applies',
    ['when: { base: other }, require: { base: main }'],
    makeFacts(),
    'Blocked: no rule of the policy applies to this change',
  ],
])('%s', (_name, keys, facts, expected) => {
  expect(title(keys, facts)).toBe(expected);
});

describe('70 characters', () => {
  test('a long login is left out', () => {
    const long = { id: 8, login: 'a-very-long-login-of-thirty-nine-chars', type: 'user' } as const;
    const who = { person: long, name: 'x', email: 'x' };
    const facts = makeFacts({ commits: known([commit(10, { committer: who, signature: unsigned }), commit(11)]) });
    expect(title([signed], facts)).toBe('Blocked: 1 of 2 commits is unsigned: sign 000000a');
  });

  test('a long rule name is not needed', () => {
    const policy = policyOf('{ not: { base: main } }');
    const named = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, name: 'x'.repeat(120) })) };
    expect(tell([layerOf(named)]).title).toBe('Blocked: a rule is not met');
  });
});

test.each([
  [{ state: 'removed', by: null } as const, 'Blocked: the policy was removed'],
  [{ state: 'removed', by: 'abcdef0123' } as const, 'Blocked: the policy was removed by abcdef0'],
  [{ state: 'unreadable', why: { code: 'forbidden', detail: 'x' } } as const, 'Blocked: the policy could not be read'],
  [{ state: 'invalid', problems: [] } as const, 'Blocked: the policy is invalid'],
])('%j', (source, expected) => {
  expect(tell([{ layer: 'repository', source }]).title).toBe(expected);
});

describe('of a deployment', () => {
  const on = 'on: [deployment]';
  const uncovered = (...numbers: readonly number[]) =>
    makeDeployment({
      source: known(
        sourceOf(...Array.from({ length: 14 }, (_, at) => shipped(at, numbers.includes(at) ? { decision: null } : {}))),
      ),
    });
  test.each<[string, readonly string[], Facts, string]>([
    [
      'what landed without a decision',
      [`${on}, require: { source: reviewed }`],
      uncovered(3, 5),
      'Blocked: 2 of 14 commits landed without a passing decision',
    ],
    [
      'whom it waits for',
      [`${on}, require: { approved: { by: [release-managers] } }`],
      makeDeployment(),
      'Waiting for 1 release-manager to approve',
    ],
    [
      'allowed',
      Array.from({ length: 5 }, () => `${on}, require: { source: reviewed }`),
      makeDeployment(),
      'Allowed: 5 rules met',
    ],
    [
      'no rule applies',
      [`${on}, when: { environment: staging }, require: { source: reviewed }`],
      makeDeployment(),
      'Blocked: no rule of the policy applies to this deployment',
    ],
    [
      'commits are not asked to be signed any more',
      [`${on}, require: { signed: true }`],
      makeDeployment({}, { commits: bare.commits }),
      'Blocked: the commit is unsigned',
    ],
    [
      'nor to be reworded',
      [`${on}, require: { message: { matches: '^feat' } }`],
      makeDeployment(),
      'Blocked: all 3 messages are not as required',
    ],
    [
      'nor to name a ticket',
      [`${on}, require: { ticket: { from: jira } }`],
      makeDeployment({}, { commits: known([commit(10, { message: 'x' }), commit(11)]) }),
      'Blocked: 1 of 2 commits names no ticket',
    ],
    [
      'not even one of them',
      [`${on}, require: { ticket: { from: jira, in: any_commit } }`],
      makeDeployment({}, { commits: known([commit(10, { message: 'x' })]) }),
      'Blocked: no commit names a ticket',
    ],
    [
      'a check that has not ended',
      [`${on}, require: { checks: { passed: [build] } }`],
      makeDeployment(),
      'Waiting for check build',
    ],
  ])('%s', (_name, keys, facts, expected) => {
    expect(title(keys, facts)).toBe(expected);
  });
});
