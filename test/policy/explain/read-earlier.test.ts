import { expect, test } from '@jest/globals';
import { decisionOf } from '../../../src/policy/decision.ts';
import { readEarlierNotes } from '../../../src/policy/explain/read-earlier.ts';
import { ENGINE, type Verdict } from '../../../src/policy/verdict.ts';

const layer = { layer: 'floor', result: 'allow', rules: [], otherwise: null, problems: [] } as const;
const verdict: Verdict = {
  engine: ENGINE,
  kind: 'pull_request',
  result: 'allow',
  none: false,
  layers: [
    { ...layer, policyReadAt: Date.UTC(2026, 10, 21, 14, 2, 9) },
    { ...layer, layer: 'repository' },
  ],
  validUntil: null,
};

test('the check says which policy was read earlier, and when', () => {
  expect(readEarlierNotes(verdict)).toEqual([
    [
      {
        text: 'GitHub failed to show the organisation’s floor: the one that was read at 2026-11-21 14:02 UTC counts, for a limited time.',
      },
    ],
  ]);
  expect(readEarlierNotes({ layers: [layer] })).toEqual([]);
});

test('and the ledger’s entry says so, without blocking', () => {
  expect(decisionOf(verdict).findings).toEqual([
    { layer: 'floor', rule: null, enforce: 'warn', state: 'unknown', codes: ['policy.read-earlier'] },
  ]);
});
