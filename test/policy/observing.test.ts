import { expect, test } from '@jest/globals';
import { observing } from '../../src/policy/observing.ts';
import type { Enforcement, LayerVerdict, RuleState, Verdict } from '../../src/policy/verdict.ts';

type Rule = readonly [Enforcement, RuleState];

const verdictOf = (rules: readonly Rule[], changes: Partial<Verdict> = {}): Verdict => {
  const layer: LayerVerdict = {
    layer: 'repository',
    result: 'allow',
    rules: rules.map(([enforce, state], at) => ({
      rule: `r${at}`,
      line: at,
      enforce,
      state,
      when: null,
      require: null,
    })),
    otherwise: null,
    problems: [],
  };
  return {
    engine: 'e',
    kind: 'pull_request',
    result: 'allow',
    none: false,
    layers: [layer],
    validUntil: null,
    ...changes,
  };
};

test('every rule that applies only observes', () => {
  expect(
    observing(
      verdictOf([
        ['observe', 'unmet'],
        ['observe', 'met'],
        ['observe', 'unknown'],
        ['block', 'skipped'],
      ]),
    ),
  ).toEqual({ rules: 3, wouldBlock: 2 });
  expect(observing(verdictOf([['observe', 'met']]))).toEqual({ rules: 1, wouldBlock: 0 });
});

test('one rule that may block or warn is enough for the check to speak for itself', () => {
  expect(
    observing(
      verdictOf([
        ['observe', 'unmet'],
        ['block', 'met'],
      ]),
    ),
  ).toBeNull();
  expect(
    observing(
      verdictOf([
        ['observe', 'unmet'],
        ['warn', 'unmet'],
      ]),
    ),
  ).toBeNull();
});

test('nothing is observed where no rule applies, where no policy does, or where the answer is no', () => {
  expect(observing(verdictOf([['observe', 'skipped']]))).toBeNull();
  expect(observing(verdictOf([], { layers: [], none: true }))).toBeNull();
  expect(observing(verdictOf([['observe', 'unmet']], { result: 'deny' }))).toBeNull();
});
