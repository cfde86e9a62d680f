import { expect, test } from '@jest/globals';
import { type HeadSettings, head } from '../../../src/policy/conditions/head.ts';
import { eli, makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: HeadSettings, change: Parameters<typeof makeFacts>[0]) =>
  head.judge(settings, { facts: makeFacts(change), policy, at: now });

test.each<[HeadSettings, string, string]>([
  ['release/**', 'release/1/2', 'met'],
  ['release/*', 'release/1/2', 'unmet'],
  [['fix/*', 'release/*'], 'release/1', 'met'],
  ['fix', 'prefix', 'unmet'],
  ['Fix', 'fix', 'unmet'],
])('%j and %s', (settings, headName, expected) => {
  expect(judge(settings, { change: { headName } }).truth).toBe(expected);
});

test('a fork may use any name, and is told', () => {
  expect(judge('main', { change: { headName: 'main', fork: { owner: eli } } }).findings[0]).toMatchObject({
    code: 'head.matches',
    data: { fork: true },
  });
});

test('a bare range has no branch, not even one without a name', () => {
  expect(judge('**', { change: { number: null, headName: '' } }).truth).toBe('unknown');
});

test('globs are checked', () => {
  expect(problemsIn('head', '[a, "b{"]')).toEqual(['5 policy.pattern "{" is never closed']);
});
