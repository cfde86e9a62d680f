import { expect, test } from '@jest/globals';
import { unknown } from '../../src/policy/facts.ts';
import { judgeNode } from '../../src/policy/judge.ts';
import type { ConditionNode } from '../../src/policy/policy.ts';
import { makeFacts, now, policyOf } from './scenery.ts';

const judged = {
  facts: makeFacts({ files: unknown('too-many', 'more than 3,000 files') }),
  policy: policyOf('{ base: main }'),
  at: now,
};
const met: ConditionNode = { op: 'test', name: 'base', settings: 'main' };
const unmet: ConditionNode = { op: 'test', name: 'base', settings: 'release' };
const open: ConditionNode = { op: 'test', name: 'changed', settings: { any: ['src/**'] } };

test.each<[string, ConditionNode, string]>([
  ['all', { op: 'all', parts: [met, unmet, open] }, 'unmet'],
  ['all with something unknown', { op: 'all', parts: [met, open] }, 'unknown'],
  ['any', { op: 'any', parts: [unmet, open, met] }, 'met'],
  ['any with something unknown', { op: 'any', parts: [unmet, open] }, 'unknown'],
  ['not of unmet', { op: 'not', part: unmet }, 'met'],
  ['not of unknown', { op: 'not', part: open }, 'unknown'],
  [
    'any depth',
    {
      op: 'not',
      part: {
        op: 'any',
        parts: [
          { op: 'all', parts: [met, unmet] },
          { op: 'not', part: met },
        ],
      },
    },
    'met',
  ],
])('%s', (_name, node, truth) => {
  expect(judgeNode(node, judged).truth).toBe(truth);
});

test('every part is judged and kept, even when one has settled it', () => {
  const outcome = judgeNode({ op: 'all', parts: [unmet, met, open] }, judged);
  expect(outcome.parts.map(({ truth }) => truth)).toEqual(['unmet', 'met', 'unknown']);
});

test('a word that this version does not know is never met, and neither is its opposite', () => {
  const strange: ConditionNode = { op: 'test', name: 'constructor', settings: {} };
  expect(judgeNode(strange, judged).findings[0]).toMatchObject({
    code: 'condition.unknown',
    data: { name: 'constructor' },
  });
  expect(judgeNode({ op: 'not', part: strange }, judged).truth).toBe('unknown');
});
