import { expect, test } from '@jest/globals';
import { type DeployerSettings, deployer } from '../../../src/policy/conditions/deployer.ts';
import { type Facts, type Person, unknown } from '../../../src/policy/facts.ts';
import { noNeeds } from '../../../src/policy/need-set.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { bo, chen, eli, makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: DeployerSettings, facts: Facts) => deployer.judge(settings, { facts, policy, at: now });
const by = (last: Person | null, starter: Person | null = last) => makeDeployment({ deployer: last, starter });
const maintainers = { in: ['maintainers'] };
const noManagers = { not_in: ['release-managers'] };

test.each<[string, DeployerSettings, Facts, string]>([
  ['in', maintainers, by(bo), 'met'],
  ['not in', maintainers, by(eli), 'unmet'],
  ['only who started it', maintainers, by(eli, bo), 'unmet'],
  ['only who runs it again', maintainers, by(bo, eli), 'unmet'],
  ['not on the deny-list', noManagers, by(bo), 'met'],
  ['on the deny-list', noManagers, by(bo, chen), 'unmet'],
  ['both lists', { ...maintainers, ...noManagers }, by(chen), 'unmet'],
  ['a deleted account is on no allow-list', maintainers, by(bo, null), 'unmet'],
  ['and on every deny-list', noManagers, by(null, bo), 'unmet'],
  ['not a deployment', maintainers, makeFacts(), 'unknown'],
  ['not a deployment, and a deny-list', noManagers, makeFacts(), 'unknown'],
])('%s', (_name, settings, facts, expected) => {
  expect(judge(settings, facts).truth).toBe(expected);
});

test('a team that could not be read leaves it open, unless somebody is gone', () => {
  const directory = { users: {}, teams: { 'acme/maintainers': unknown('forbidden', 'x') } };
  expect(judge(maintainers, { ...by(bo), directory }).findings).toMatchObject([
    { code: 'deployer.in', truth: 'unknown', data: { unresolved: [{ name: 'acme/maintainers', why: 'forbidden' }] } },
  ]);
  expect(judge({ not_in: ['maintainers'] }, { ...by(bo), directory }).truth).toBe('unknown');
  expect(judge(maintainers, { ...by(null), directory }).truth).toBe('unmet');
});

test('the evidence', () => {
  expect(judge(maintainers, by(eli, bo)).findings).toEqual([
    {
      code: 'deployer.in',
      truth: 'unmet',
      commits: [],
      data: { roles: ['maintainers'], people: [{ id: 5, login: 'eli' }], unresolved: [] },
    },
  ]);
  expect(judge(maintainers, by(bo)).findings[0]?.data['people']).toEqual([{ id: 3, login: 'bo' }]);
  expect(judge(maintainers, by(null)).findings[1]).toMatchObject({
    code: 'deployer.deleted',
    data: { as: ['deployer', 'starter'] },
  });
});

test('it asks for the names of its roles', () => {
  expect(deployer.needs({ ...maintainers, ...noManagers }, policy)).toEqual({
    ...noNeeds,
    users: ['octo-lead'],
    teams: ['acme/maintainers', 'acme/release'],
  });
});

test.each([
  ['{}', '1 policy.schema "deployer" must not be empty'],
  ['{ in: [x] }', '8 policy.reference "people" does not define the role "x"'],
])('%s', (settings, expected) => {
  expect(problemsIn('deployer', settings)).toEqual([expected]);
});
