import { describe, expect, test } from '@jest/globals';
import { isFailing, judgeMembers, rememberVerdict, resultOf } from '../../../src/app/stages/group-verdict.ts';
import type { Result } from '../../../src/policy/verdict.ts';
import { now } from '../../policy/scenery.ts';
import { gatheredOf, policyFile } from './judgement.ts';

const checks = 'require: { checks: { passed: [build] } }';
const rules: Readonly<Record<string, string>> = {
  allow: 'require: { base: [main] }',
  deny: 'require: { base: [release] }',
  people: 'require: { approved: {} }',
  machines: checks,
};

/** Pull requests 1, 2 …, each under a rule of its own. */
const judged = (...kinds: readonly string[]) =>
  judgeMembers(
    kinds.map((kind, at) => ({
      number: at + 1,
      head: `${at}`,
      group: `g${at}`,
      isAhead: false,
      gathered: gatheredOf({ policy: policyFile(`version: 1\nrules:\n  - { name: r, ${rules[kind]} }\n`) }),
    })),
    now,
  );

describe('a group is as good as the worst of its pull requests', () => {
  test.each<[Result, readonly Result[]]>([
    ['allow', ['allow', 'allow']],
    ['pending', ['allow', 'pending']],
    ['unknown', ['pending', 'unknown', 'allow']],
    ['deny', ['unknown', 'deny', 'pending']],
    ['unknown', []],
  ])('%s', (expected, results) => expect(resultOf(results.map((result) => ({ verdict: { result } })))).toBe(expected));
});

test('what is denied or waits for people fails; what waits for machines does not', () => {
  expect(judged('allow', 'deny', 'people', 'machines').map(isFailing)).toEqual([false, true, true, false]);
});

describe('what is shown', () => {
  test('each pull request with its reasons, the worst first', () => {
    const shown = rememberVerdict(judged('allow', 'machines', 'deny'));
    expect(shown.members?.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(shown).toMatchObject({
      number: null,
      verdict: { kind: 'merge_group', result: 'deny', none: false },
      explanation: { title: 'Blocked: #3 in this group', result: 'deny' },
    });
  });

  test.each([
    ['failure', ['allow', 'people']],
    ['failure', ['people', 'machines']],
    ['in_progress', ['allow', 'machines']],
  ])('%s for what is pending', (pending, kinds) => expect(rememberVerdict(judged(...kinds)).pending).toBe(pending));
});
