import { expect, test } from '@jest/globals';
import { stateOf, stateWords } from '../../../src/policy/explain/state-words.ts';

test('each state goes on behind a name', () => {
  for (const words of Object.values(stateWords)) expect(words).toMatch(/^[a-z][a-z ]+$/);
  expect(stateWords[stateOf({ state: 'timed_out' })]).toBe('timed out');
});

test.each([{}, { state: null }, { state: 'constructor' }, { state: 7 }])('%j is no state that passed', (run) => {
  expect(stateOf(run)).toBe('error');
});
