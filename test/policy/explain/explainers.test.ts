import { expect, test } from '@jest/globals';
import { conditions } from '../../../src/policy/conditions/registry.ts';
import { makeScene } from '../../../src/policy/explain/explainer.ts';
import { findExplainer } from '../../../src/policy/explain/explainers.ts';
import { makeFacts } from '../scenery.ts';
import { plain } from './telling.ts';

const scene = makeScene(makeFacts());

test('every condition has words of its own', () => {
  const stranger = findExplainer('stranger');
  for (const { name } of conditions)
    expect(findExplainer(name).headlines.toString()).not.toBe(stranger.headlines.toString());
});

test('an unknown condition is named', () => {
  const outcome = { name: 'constructor', truth: 'unknown', findings: [], parts: [], validUntil: null } as const;
  expect(plain(findExplainer('constructor').row(outcome, scene))).toBe('`constructor` is unknown');
  expect(findExplainer('constructor').headlines(outcome, scene)).toEqual(['a condition is unknown to this version']);
});

test('findings of a later version, or damaged ones, are still told', () => {
  for (const { name } of conditions) {
    for (const truth of ['met', 'unmet', 'pending', 'unknown'] as const) {
      const strange = {
        code: `${name}.new`,
        truth,
        commits: ['x'],
        data: { tickets: 3, required: 'x', reviews: [null, 7, {}] },
      };
      for (const findings of [[], [strange]]) {
        const outcome = { name, truth, findings, parts: [], validUntil: null };
        const explainer = findExplainer(name);
        expect(explainer.headlines(outcome, scene).length).toBeGreaterThan(0);
        expect(() => [
          explainer.row(outcome, scene),
          explainer.detail(outcome, scene),
          explainer.steps(outcome, scene),
        ]).not.toThrow();
      }
    }
  }
});
