import { expect, test } from '@jest/globals';
import { fork } from '../../../src/policy/conditions/fork.ts';
import { eli, makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (wanted: boolean, change: Parameters<typeof makeFacts>[0]) =>
  fork.judge(wanted, { facts: makeFacts(change), policy, at: now });

test.each<[string, Parameters<typeof makeFacts>[0], string, string]>([
  ['our own branch', {}, 'unmet', 'met'],
  ['a fork', { change: { fork: { owner: eli } } }, 'met', 'unmet'],
  ['a fork that is gone', { change: { fork: { owner: null } } }, 'met', 'unmet'],
  ['a bare range', { change: { number: null } }, 'unknown', 'unknown'],
])('%s', (_name, change, wanted, unwanted) => {
  expect([judge(true, change).truth, judge(false, change).truth]).toEqual([wanted, unwanted]);
});

test('whose fork it is', () => {
  expect(judge(false, { change: { fork: { owner: eli } } }).findings[0]?.data['owner']).toEqual({
    id: 5,
    login: 'eli',
  });
});

test('only yes and no', () => {
  expect(problemsIn('fork', '{}')).toEqual(['1 policy.schema "fork" must be true or false']);
});
