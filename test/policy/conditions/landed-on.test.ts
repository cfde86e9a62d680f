import { expect, test } from '@jest/globals';
import { type LandedOnSettings, landedOn } from '../../../src/policy/conditions/landed-on.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: LandedOnSettings, facts = makeDeployment()) =>
  landedOn.judge(settings, { facts, policy, at: now });

test.each<[LandedOnSettings, readonly string[], string]>([
  ['main', ['main'], 'met'],
  ['main', ['fix/a', 'main'], 'met'],
  ['main', ['fix/a'], 'unmet'],
  ['main', [], 'unmet'],
  [['main', 'release/*'], ['release/1'], 'met'],
  ['Main', ['main'], 'unmet'],
])('%j and %j', (settings, branches, expected) => {
  expect(judge(settings, makeDeployment({ landedOn: known(branches) })).truth).toBe(expected);
});

test('the evidence: the branches that matter', () => {
  const facts = makeDeployment({ landedOn: known(['fix/a', 'main']) });
  expect(judge('main', facts).findings[0]?.data).toEqual({ globs: ['main'], branches: ['main'], count: 1 });
  expect(judge('x', facts).findings[0]?.data).toEqual({ globs: ['x'], branches: ['fix/a', 'main'], count: 2 });
});

test('what is not known', () => {
  const of = (code: 'unavailable' | 'not-recorded') => makeDeployment({ landedOn: unknown(code, 'x') });
  expect(judge('main', of('unavailable')).findings).toMatchObject([{ code: 'landed_on.unread', truth: 'unknown' }]);
  expect(judge('main', of('not-recorded')).findings).toMatchObject([
    { code: 'landed_on.not-recorded', truth: 'pending' },
  ]);
  expect(judge('main', makeFacts()).findings).toMatchObject([{ code: 'landed_on.no-deployment', truth: 'unknown' }]);
});

test('globs are checked', () => {
  expect(landedOn.check(['main', '{'], policy)).toMatchObject([{ path: [1] }]);
});
