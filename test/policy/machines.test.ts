import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CheckState, known, unknown } from '../../src/policy/facts.ts';
import { describeOthers, judgeMachine, judgeMachines, type Machine, readState } from '../../src/policy/machines.ts';

const codes = { unread: 'unread', passed: 'passed', failed: 'failed', running: 'running', missing: 'missing' };
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

test('each machine that is asked for is judged, and what could not be read is unknown', () => {
  const find = (name: string, said: readonly string[]): Machine => ({
    name,
    runs: said.includes(name) ? [{ state: 'success', of: null, id: null }] : [],
    data: {},
  });
  const condition = { name: 'x', codes, find };
  const asked = { passed: ['a', 'b'] };
  const outcome = judgeMachines(asked, { ...condition, said: known(['a']) });
  expect([outcome.name, outcome.truth, outcome.findings.map(({ code }) => code)]).toEqual([
    'x',
    'pending',
    ['passed', 'missing'],
  ]);
  const unread = judgeMachines(asked, { ...condition, said: unknown('forbidden', 'not shown') });
  expect(unread).toMatchObject({
    truth: 'unknown',
    findings: [{ code: 'unread', data: { names: ['a', 'b'], why: 'forbidden', detail: 'not shown' } }],
  });
});

test('of a machine that said nothing the nearest name is told, and each that is there once', () => {
  expect(describeOthers('build', ['bulid', 'test', 'test'])).toEqual({ nearest: 'bulid', there: ['bulid', 'test'] });
});
