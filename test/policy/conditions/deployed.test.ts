import { expect, test } from '@jest/globals';
import { type DeployedSettings, deployed } from '../../../src/policy/conditions/deployed.ts';
import { known, type RanFacts, unknown } from '../../../src/policy/facts.ts';
import { HOUR, makeDeployment, ran } from '../deployment-scenery.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: DeployedSettings, facts = makeDeployment(), at = now) =>
  deployed.judge(settings, { facts, policy, at });
const day = { to: 'staging', for: '24h' };
const whenever = { to: 'staging' };

test.each<[string, DeployedSettings, readonly RanFacts[], string, string]>([
  ['for a day, still', day, [ran('staging', now - 24 * HOUR)], 'met', 'deployed.ran'],
  ['for a day, once', day, [ran('staging', now - 50 * HOUR, now - 26 * HOUR)], 'met', 'deployed.ran'],
  ['not yet for a day', day, [ran('staging', now - 24 * HOUR + 1)], 'pending', 'deployed.waiting'],
  [
    'once for too short a time',
    day,
    [ran('staging', now - 50 * HOUR, now - 26 * HOUR - 1)],
    'unmet',
    'deployed.too-short',
  ],
  [
    'twice, and not for long enough together',
    day,
    [ran('staging', now - HOUR), ran('staging', now - 24 * HOUR, now - HOUR)],
    'pending',
    'deployed.waiting',
  ],
  ['elsewhere only', day, [ran('production', now - 24 * HOUR)], 'unmet', 'deployed.not-there'],
  ['nowhere', whenever, [], 'unmet', 'deployed.not-there'],
  ['for a moment', whenever, [ran('Staging', now - 2, now - 1)], 'met', 'deployed.ran'],
  ['since just now', whenever, [ran('staging', now)], 'met', 'deployed.ran'],
  ['since a moment that is still to come', whenever, [ran('staging', now + 5)], 'pending', 'deployed.waiting'],
])('%s', (_name, settings, runs, truth, code) => {
  const outcome = judge(settings, makeDeployment({ ran: known(runs) }));
  expect([outcome.truth, outcome.findings[0]?.code]).toEqual([truth, code]);
});

test('waiting ends by itself, exactly then', () => {
  const facts = makeDeployment({ ran: known([ran('staging', now - HOUR), ran('staging', now - 3 * HOUR)]) });
  const { validUntil } = judge(day, facts);
  expect(validUntil).toBe(now + 21 * HOUR);
  expect(judge(day, facts, Number(validUntil) - 1).truth).toBe('pending');
  expect(judge(day, facts, Number(validUntil))).toMatchObject({ truth: 'met', validUntil: null });
});

test('the evidence', () => {
  expect(judge(day).findings[0]?.data).toEqual({
    environment: 'staging',
    for: '24h',
    from: now - 26 * HOUR,
    until: null,
  });
});

test('what is not known', () => {
  const of = (code: 'unavailable' | 'not-recorded') => makeDeployment({ ran: unknown(code, 'x') });
  expect(judge(day, of('unavailable')).findings).toMatchObject([{ code: 'deployed.unread', truth: 'unknown' }]);
  expect(judge(day, of('not-recorded')).findings).toMatchObject([{ code: 'deployed.not-recorded', truth: 'pending' }]);
  expect(judge(day, makeFacts()).findings).toMatchObject([{ code: 'deployed.no-deployment', truth: 'unknown' }]);
});

test.each([
  ['{}', '1 policy.schema "deployed" needs "to"'],
  ['{ to: "my env*" }', '7 policy.schema "my env*" is not the plain name of an environment'],
  ['{ to: a, for: 1w }', '15 policy.schema "1w" is not a duration like 30m, 24h or 7d'],
])('%s', (settings, expected) => {
  expect(problemsIn('deployed', settings)).toEqual([expected]);
});
