import { describe, expect, test } from '@jest/globals';
import { readCheckState, readRestCheckState, readStatusState } from '../../../src/github/facts/check-state.ts';
import { reader } from '../gql.ts';

describe('a check run or suite', () => {
  test.each(['QUEUED', 'IN_PROGRESS', 'WAITING', 'PENDING', 'REQUESTED', 'WHAT_COMES_NEXT'])(
    '%s is pending',
    (status) => {
      // The conclusion of the last time says nothing while it runs again.
      expect(readCheckState(reader({ status, conclusion: 'SUCCESS' }))).toBe('pending');
    },
  );

  test.each([
    ['SUCCESS', 'success'],
    ['NEUTRAL', 'neutral'],
    ['SKIPPED', 'skipped'],
    ['FAILURE', 'failure'],
    ['TIMED_OUT', 'timed_out'],
    ['CANCELLED', 'cancelled'],
    ['ACTION_REQUIRED', 'action_required'],
    ['STARTUP_FAILURE', 'startup_failure'],
    ['STALE', 'stale'],
    ['WHAT_COMES_NEXT', 'error'],
    [null, 'error'],
  ])('completed with %s is %s', (conclusion, state) => {
    expect(readCheckState(reader({ status: 'COMPLETED', conclusion }))).toBe(state);
  });
});

test.each([
  ['completed', 'success', 'success'],
  ['completed', 'timed_out', 'timed_out'],
  ['completed', 'what_comes_next', 'error'],
  ['completed', null, 'error'],
  ['in_progress', null, 'pending'],
  ['waiting', 'success', 'pending'],
])('in REST %s with %s is %s', (status, conclusion, state) => {
  expect(readRestCheckState(reader({ status, conclusion }))).toBe(state);
});

test.each([
  ['SUCCESS', 'success'],
  ['PENDING', 'pending'],
  ['EXPECTED', 'pending'],
  ['FAILURE', 'failure'],
  ['ERROR', 'error'],
  ['WHAT_COMES_NEXT', 'error'],
])('a status of %s is %s', (state, read) => {
  expect(readStatusState(reader({ state }))).toBe(read);
});
