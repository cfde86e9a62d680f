import { describe, expect, test } from '@jest/globals';
import { type ChecksSettings, checks } from '../../../src/policy/conditions/checks.ts';
import { type CheckFacts, known, unknown } from '../../../src/policy/facts.ts';
import { actions, checkRun, scanner } from '../machine-situations.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: ChecksSettings, ...all: readonly CheckFacts[]) =>
  checks.judge(settings, { facts: makeFacts({ checks: known(all) }), policy, at: now });
const build = { passed: ['build'] };

describe('which runs count', () => {
  test.each<[string, ChecksSettings, readonly CheckFacts[], string]>([
    ['one that passed', build, [checkRun('build', 'success')], 'met'],
    ['one that failed', build, [checkRun('build', 'failure')], 'unmet'],
    ['one that runs', build, [checkRun('build', 'pending')], 'pending'],
    ['none yet', build, [], 'pending'],
    ['another name', build, [checkRun('Build', 'success'), checkRun('build ', 'success')], 'pending'],
    ['a status', build, [checkRun('build', 'success', null)], 'met'],
    ['of two apps, both', build, [checkRun('build', 'success'), checkRun('build', 'failure', scanner)], 'unmet'],
    ['two names, one passed', { passed: ['build', 'test'] }, [checkRun('build', 'success')], 'pending'],
    ['a failure outweighs waiting', { passed: ['build', 'test'] }, [checkRun('test', 'failure')], 'unmet'],
    ['skipped', build, [checkRun('build', 'skipped')], 'unmet'],
    ['skipped, and let pass', { ...build, skipped_is: 'success' }, [checkRun('build', 'skipped')], 'met'],
    ['neutral, and let pass', { ...build, neutral_is: 'success' }, [checkRun('build', 'neutral')], 'met'],
  ])('%s', (_name, settings, all, expected) => {
    expect(judge(settings, ...all).truth).toBe(expected);
  });
});

describe('from', () => {
  test.each<[string, ChecksSettings['from'], readonly CheckFacts[], string]>([
    ['the app by its slug', 'scanner', [checkRun('build', 'success', scanner)], 'met'],
    ['the app by its id', 57_789, [checkRun('build', 'success', scanner)], 'met'],
    ['another app does not count', 'scanner', [checkRun('build', 'success', actions)], 'pending'],
    [
      'another app cannot spoil it',
      'scanner',
      [checkRun('build', 'success', scanner), checkRun('build', 'failure', actions)],
      'met',
    ],
    ['a status never counts', 'scanner', [checkRun('build', 'success', null)], 'pending'],
    ['an id that is no slug', 1, [checkRun('build', 'success', { id: 2, slug: '1' })], 'pending'],
  ])('%s', (_name, from, all, expected) => {
    expect(judge(from === undefined ? build : { ...build, from }, ...all).truth).toBe(expected);
  });
});

test('unread checks are unknown; so is a bare range, of which nobody has them', () => {
  for (const code of ['unavailable', 'not-local'] as const) {
    const facts = makeFacts({ change: { number: null }, checks: unknown(code, 'x') });
    expect(checks.judge(build, { facts, policy, at: now }).findings).toMatchObject([
      { code: 'checks.unread', truth: 'unknown', data: { why: code } },
    ]);
  }
});

test('what is missing is told with what is there', () => {
  expect(judge(build, checkRun('biuld', 'success'), checkRun('lint', 'success')).findings[0]?.data).toMatchObject({
    nearest: 'biuld',
    there: ['biuld', 'lint'],
  });
});

test.each([
  ['{}', '1 policy.schema "checks" needs "passed"'],
  ['{ passed: [] }', '11 policy.schema "passed" must not be empty'],
  ['{ passed: build }', '11 policy.schema "passed" must be a list'],
  ['{ passed: ["countersign: main"] }', '12 policy.schema a policy cannot wait for its own check'],
  ['{ passed: [a], from: "Not A Slug" }', '22 policy.schema "Not A Slug" is not an app by its slug or its id'],
  ['{ passed: [a], from: 0 }', '22 policy.schema "from" must be at least 1'],
  ['{ passed: [a], skipped_is: fine }', '28 policy.schema "skipped_is" must be one of failure, success, not "fine"'],
])('%s', (settings, expected) => {
  expect(problemsIn('checks', settings)).toEqual([expected]);
});
