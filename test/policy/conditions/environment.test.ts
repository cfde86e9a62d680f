import { expect, test } from '@jest/globals';
import { type EnvironmentSettings, environment } from '../../../src/policy/conditions/environment.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: EnvironmentSettings, facts = makeDeployment()) =>
  environment.judge(settings, { facts, policy, at: now });

test.each<[EnvironmentSettings, string, string]>([
  ['production', 'production', 'met'],
  ['production', 'Production', 'met'],
  ['PRODUCTION', 'production', 'met'],
  ['production', 'production-eu', 'unmet'],
  [['staging', 'production-*'], 'production-eu', 'met'],
  ['review/*', 'review/412', 'met'],
  ['review/*', 'review/412/b', 'unmet'],
])('%j and %s', (settings, name, expected) => {
  const { truth, findings } = judge(settings, makeDeployment({ environment: name }));
  expect(truth).toBe(expected);
  expect(findings[0]?.data['environment']).toBe(name);
});

test('whatever is not a deployment goes nowhere', () => {
  expect(judge('**', makeFacts()).findings).toMatchObject([{ code: 'environment.none', truth: 'unmet' }]);
});

test('a deployment of which nobody says where it goes', () => {
  expect(judge('**', { ...makeFacts(), kind: 'deployment' }).findings).toMatchObject([
    { code: 'environment.unread', truth: 'unknown' },
  ]);
});

test('globs are checked as they are compared', () => {
  expect(environment.check('/production', policy)).toHaveLength(1);
  expect(environment.check(['production', '{'], policy)).toMatchObject([{ path: [1] }]);
  expect(environment.check('[Z-a]', policy)).toHaveLength(1);
});
