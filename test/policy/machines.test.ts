import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CheckState } from '../../src/policy/facts.ts';
import { judgeMachine, readState } from '../../src/policy/machines.ts';

const codes = { passed: 'passed', failed: 'failed', running: 'running', missing: 'missing' };
const judge = (states: readonly CheckState[], leniency = {}) =>
  judgeMachine({ name: 'x', runs: states.map((state) => ({ state, of: null, id: null })), data: {} }, leniency, codes);
const bad = ['failure', 'cancelled', 'timed_out', 'action_required', 'startup_failure', 'stale', 'error'] as const;

test.each<[readonly CheckState[], string, string]>([
  [['success'], 'passed', 'met'],
  [['success', 'success'], 'passed', 'met'],
  [['success', 'pending'], 'running', 'pending'],
  [['pending', 'failure'], 'failed', 'unmet'],
  [['success', 'skipped'], 'failed', 'unmet'],
  [['neutral'], 'failed', 'unmet'],
  [[], 'missing', 'pending'],
])('%j: %s', (states, code, truth) => {
  expect(judge(states)).toMatchObject({ code, truth });
});

test.each(bad)('%s never passes', (state) => {
  expect(readState(state, { skipped_is: 'success', neutral_is: 'success' })).toBe('failure');
});

test('skipped and neutral pass only when it is said, each for itself', () => {
  expect([readState('skipped', { skipped_is: 'success' }), readState('neutral', { skipped_is: 'success' })]).toEqual([
    'success',
    'failure',
  ]);
  expect([readState('skipped', { neutral_is: 'success' }), readState('neutral', { neutral_is: 'success' })]).toEqual([
    'failure',
    'success',
  ]);
});

test('one run more never makes it better, unless there was none', () => {
  const state = fc.constantFrom<CheckState>('success', 'pending', 'skipped', ...bad);
  const severity = { met: 0, pending: 1, unknown: 2, unmet: 3 };
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 4 }), state, (states, more) => {
      expect(severity[judge([...states, more]).truth]).toBeGreaterThanOrEqual(severity[judge(states).truth]);
    }),
  );
});

test('evidence is cut, and counted', () => {
  const { data } = judge(Array.from({ length: 50 }, () => 'success' as const));
  expect([data['count'], Array.isArray(data['runs']) && data['runs'].length]).toEqual([50, 20]);
});

test('what decided is never cut off', () => {
  const { data } = judge([...Array.from({ length: 50 }, () => 'success' as const), 'pending', 'failure']);
  expect(data['runs']).toContainEqual({ state: 'failure', of: null, id: null });
});
