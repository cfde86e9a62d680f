import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { judgeLocally, toExitCode } from '../../../src/cli/check/judged.ts';
import type { Enforcement, Outcome, Result, RuleState, Verdict } from '../../../src/policy/verdict.ts';

const leaf = (name: string, truth: Outcome['truth'], why?: string): Outcome => ({
  name,
  truth,
  findings: [{ code: `${name}.x`, truth, commits: [], data: why === undefined ? {} : { why } }],
  parts: [],
  validUntil: null,
});

function verdictOf(
  result: Result,
  ...rules: readonly { state: RuleState; require: Outcome; enforce?: Enforcement }[]
): Verdict {
  const shown = rules.map(({ state, require, enforce = 'block' }, at) => ({
    rule: `rule ${at}`,
    line: at + 1,
    enforce,
    state,
    when: null,
    require,
  }));
  return {
    engine: 'x',
    kind: 'pull_request',
    result,
    none: false,
    layers: [{ layer: 'repository', result, rules: shown, otherwise: null, problems: [] }],
    validUntil: null,
  };
}

const elsewhere = { state: 'unknown', require: leaf('approved (only on GitHub)', 'unknown') } as const;
const unread = { state: 'unknown', require: leaf('changed', 'unknown', 'incomplete') } as const;
const signed = { state: 'unknown', require: leaf('signed', 'unknown', 'not-local') } as const;
const met = { state: 'met', require: leaf('signed', 'met') } as const;

test('what only GitHub knows is told apart from what could not be read', () => {
  const rules = judgeLocally(verdictOf('unknown', met, elsewhere, unread, signed, { ...elsewhere, state: 'pending' }));
  expect(rules.map(({ state, open }) => [state, open])).toEqual([
    ['met', []],
    ['not-judged-here', ['approved']],
    ['undetermined', ['changed']],
    ['not-judged-here', ['signed']],
    ['not-judged-here', ['approved']],
  ]);
});

describe('exit codes', () => {
  const exit = (verdict: Verdict, isStrict: boolean): number => toExitCode(verdict, judgeLocally(verdict), isStrict);
  test.each([
    ['everything met', verdictOf('allow', met), 0, 0],
    ['something broken', verdictOf('deny', elsewhere, unread, { ...met, state: 'unmet' }), 1, 1],
    ['something that could not be read', verdictOf('unknown', met, unread), 3, 3],
    ['something only GitHub knows', verdictOf('unknown', met, elsewhere), 0, 3],
    ['a warning that could not be read', verdictOf('allow', met, { ...unread, enforce: 'warn' }), 0, 3],
    ['a warning only', verdictOf('allow', { ...met, state: 'unmet', enforce: 'warn' }), 0, 0],
    ['a signature that is not verified', verdictOf('unknown', signed), 0, 3],
  ])('%s', (_what, verdict, plain, strict) => {
    expect([exit(verdict, false), exit(verdict, true)]).toEqual([plain, strict]);
  });

  test('strictness never turns a no into anything else, and never makes an answer better', () => {
    const rule = fc.constantFrom(met, elsewhere, unread, signed, { ...met, state: 'unmet' } as const);
    fc.assert(
      fc.property(fc.constantFrom<Result>('allow', 'deny', 'pending', 'unknown'), fc.array(rule), (result, rules) => {
        const verdict = verdictOf(result, ...rules);
        const [plain, strict] = [exit(verdict, false), exit(verdict, true)];
        expect(plain === 1).toBe(result === 'deny');
        expect(strict === plain || (plain === 0 && strict === 3)).toBe(true);
      }),
    );
  });
});
