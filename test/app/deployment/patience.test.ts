import { describe, expect, test } from '@jest/globals';
import { patienceOf } from '../../../src/app/deployment/patience.ts';
import { HOUR, MINUTE } from '../../../src/base/clock.ts';
import type { Layer } from '../../../src/policy/layer.ts';
import { parsePolicy } from '../../../src/policy/parse.ts';
import type { LayerVerdict, Result, Verdict } from '../../../src/policy/verdict.ts';

const gate = { askedAt: 1_000 };
const layer = (name: Layer['layer'], unmet?: string): Layer => {
  const parsed = parsePolicy(
    `version: 1\n${unmet === undefined ? '' : `unmet: ${unmet}\n`}rules:\n  - name: a\n    require: { base: main }\n`,
  );
  if (!('policy' in parsed)) throw new Error(JSON.stringify(parsed));
  return { layer: name, source: { state: 'policy', policy: parsed.policy } };
};
const said = (name: LayerVerdict['layer'], result: Result): LayerVerdict => ({
  layer: name,
  result,
  rules: [],
  otherwise: null,
  problems: [],
});
const verdict = (result: Result, layers: readonly LayerVerdict[] = []): Verdict => ({
  engine: 'countersign-policy/1',
  kind: 'deployment',
  result,
  none: false,
  layers,
  validUntil: null,
});

describe('until when a deployment waits', () => {
  test.each(['allow', 'pending'] as const)('%s: as long as GitHub lets it', (result) => {
    expect(patienceOf({ verdict: verdict(result), layers: [], gate })).toBeNull();
  });
  test('what could not be read is tried for a quarter of an hour', () => {
    expect(patienceOf({ verdict: verdict('unknown'), layers: [], gate })).toBe(1_000 + 15 * MINUTE);
  });
  test('what is unmet is refused at once, unless the policy waits', () => {
    const one = verdict('deny', [said('repository', 'deny')]);
    expect(patienceOf({ verdict: one, layers: [layer('repository')], gate })).toBe(1_000);
    expect(patienceOf({ verdict: one, layers: [layer('repository', 'wait 2h')], gate })).toBe(1_000 + 2 * HOUR);
  });
  test('of two that say no the least patient counts; one that says yes is not asked', () => {
    const layers = [layer('floor', 'wait 30m'), layer('repository', 'wait 2h')];
    const both = verdict('deny', [said('floor', 'deny'), said('repository', 'deny')]);
    const own = verdict('deny', [said('floor', 'allow'), said('repository', 'deny')]);
    expect(patienceOf({ verdict: both, layers, gate })).toBe(1_000 + 30 * MINUTE);
    expect(patienceOf({ verdict: own, layers, gate })).toBe(1_000 + 2 * HOUR);
  });
  test('a policy that cannot be used waits for nobody', () => {
    const layers: readonly Layer[] = [{ layer: 'repository', source: { state: 'removed', by: null } }];
    expect(patienceOf({ verdict: verdict('deny', [said('repository', 'deny')]), layers, gate })).toBe(1_000);
  });
});
