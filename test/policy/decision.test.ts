import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { decisionOf, groupDecisionOf, worstOf } from '../../src/policy/decision.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import type { Result, Verdict } from '../../src/policy/verdict.ts';
import { choices, forget, knownFacts, policy } from './arbitraries.ts';
import { makeFacts, now, policyOf } from './scenery.ts';

const judge = (text: string, title = 'SHOP-1'): Verdict =>
  evaluate({
    layers: [{ layer: 'repository', source: { state: 'policy', policy: policyOf(text) } }],
    facts: makeFacts({ change: { title } }),
    at: now,
  });

test('a verdict in ids, codes and counts', () => {
  const { engine, ...said } = decisionOf(judge('{ base: nowhere }'));
  expect(said).toEqual({
    kind: 'pull_request',
    verdict: 'deny',
    rules: { met: 0, unmet: 1, pending: 0, unknown: 0, skipped: 0 },
    findings: [
      {
        layer: 'repository',
        rule: expect.any(String),
        enforce: 'block',
        state: 'unmet',
        codes: [expect.stringMatching(/^base\./)],
      },
    ],
    approvals: { counted: [], notCounted: [] },
    validUntil: null,
  });
  expect(engine).toMatch(/^countersign-policy\//);
});

test('an instant becomes text that sorts', () => {
  expect(decisionOf({ ...judge('{ base: main }'), validUntil: 0 }).validUntil).toBe('1970-01-01T00:00:00.000Z');
});

describe('a group', () => {
  test('says of each finding whose it is, and is as good as its worst', () => {
    const good = judge('{ base: main }');
    const bad = judge('{ base: nowhere }');
    const said = groupDecisionOf([
      { number: 4, verdict: good },
      { number: 7, verdict: { ...bad, validUntil: 5 } },
    ]);
    expect(said).toMatchObject({
      kind: 'merge_group',
      verdict: 'deny',
      members: [
        { number: 4, verdict: 'allow' },
        { number: 7, verdict: 'deny' },
      ],
      rules: { met: 1, unmet: 1 },
      findings: [{ change: 7, state: 'unmet' }],
      validUntil: '1970-01-01T00:00:00.005Z',
    });
  });

  test.each<[Result, readonly Result[]]>([
    ['unknown', []],
    ['allow', ['allow', 'allow']],
    ['pending', ['allow', 'pending']],
    ['unknown', ['pending', 'unknown', 'allow']],
    ['deny', ['unknown', 'deny', 'pending']],
  ])('is %s for %j', (expected, results) => expect(worstOf(results)).toBe(expected));
});

test('is a plain document for every verdict, and the same for what was kept of it', () => {
  fc.assert(
    fc.property(knownFacts, policy, choices, (facts, judged, isForgotten) => {
      const layers = [{ layer: 'repository', source: { state: 'policy', policy: judged } }] as const;
      const verdict = evaluate({ layers, facts: forget(facts, isForgotten), at: now });
      const kept = JSON.parse(JSON.stringify(verdict)) as Verdict;
      expect(canonicalize(JSON.parse(JSON.stringify(decisionOf(verdict))))).toBe(
        canonicalize(JSON.parse(JSON.stringify(decisionOf(kept)))),
      );
    }),
    { numRuns: 200 },
  );
});
