import { expect, test } from '@jest/globals';
import { sayActor, sayEnforcement, sayRuleset } from '../../../src/cli/setup/words.ts';
import { foreign } from './scenery.ts';

test.each([
  ['Integration', 12, 'always', 'app 12'],
  ['OrganizationAdmin', null, 'always', 'every owner of the organisation'],
  ['RepositoryRole', 5, 'always', 'everybody with the role admin'],
  ['RepositoryRole', 77, 'always', 'everybody with the role 77'],
  ['Team', 3, 'pull_request', 'team 3 (in pull requests only)'],
  ['DeployKey', null, 'always', 'every deploy key'],
  ['User', 4, 'exempt', 'user 4 (without a trace)'],
  ['EnterpriseOwner', null, 'always', 'EnterpriseOwner'],
  ['Novel', 6, 'sometimes', 'Novel 6 (sometimes)'],
])('%s %s %s', (kind, id, mode, said) => {
  expect(sayActor({ kind, id, mode })).toBe(said);
});

test('a ruleset is named with whose it is', () => {
  expect(sayRuleset(foreign(9))).toBe('the ruleset "theirs 9"');
  expect(sayRuleset(foreign(9, { level: 'Organization', source: 'acme' }))).toBe('the ruleset "theirs 9" of acme');
});

test('what is not active refuses nothing, by whatever name', () => {
  expect(['evaluate', 'disabled', 'novel'].map(sayEnforcement)).toEqual([
    'is only evaluated: it refuses nothing',
    'is disabled: it refuses nothing',
    'is novel, not active',
  ]);
});
