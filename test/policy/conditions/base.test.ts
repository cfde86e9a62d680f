import { expect, test } from '@jest/globals';
import { type BaseSettings, base } from '../../../src/policy/conditions/base.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';

const policy = policyOf('{ base: main }');

test.each<[BaseSettings, string, string]>([
  ['main', 'main', 'met'],
  ['main', 'maintenance', 'unmet'],
  ['release/*', 'release/1.2', 'met'],
  ['release/*', 'release/1/2', 'unmet'],
  ['release/**', 'release/1/2', 'met'],
  [['main', 'release/*'], 'release/1', 'met'],
  ['Main', 'main', 'unmet'],
])('%j and %s', (settings, branch, expected) => {
  expect(base.judge(settings, { facts: makeFacts({ change: { base: branch } }), policy, at: now }).truth).toBe(
    expected,
  );
});

test('globs are checked', () => {
  expect(base.check('/main', policy)).toHaveLength(1);
  expect(base.check(['main', '{'], policy)).toMatchObject([{ path: [1] }]);
});
