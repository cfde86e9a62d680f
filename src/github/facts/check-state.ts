import type { CheckState } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';

/** Of a check run or a check suite, by GitHub's `status` and `conclusion`. */
export function readCheckState(check: Reader): CheckState {
  if (check.at('status').text() !== 'COMPLETED') return 'pending';
  return conclusions[check.at('conclusion').maybe((word) => word.text()) ?? ''] ?? 'error';
}

/** The same, as REST writes it. */
export function readRestCheckState(check: Reader): CheckState {
  return check.at('status').text() === 'completed' ? readConclusion(check.at('conclusion')) : 'pending';
}

/** Of what has ended, as REST and webhooks write it. */
export function readConclusion(conclusion: Reader): CheckState {
  return conclusions[conclusion.maybe((word) => word.text().toUpperCase()) ?? ''] ?? 'error';
}

/** Of a commit status. `EXPECTED` is what a rule waits for and nobody set yet. */
export function readStatusState(status: Reader): CheckState {
  return states[status.at('state').text()] ?? 'error';
}

/** A word that GitHub may add one day is no success. */
const conclusions: Readonly<Record<string, CheckState>> = {
  ACTION_REQUIRED: 'action_required',
  CANCELLED: 'cancelled',
  FAILURE: 'failure',
  NEUTRAL: 'neutral',
  SKIPPED: 'skipped',
  STALE: 'stale',
  STARTUP_FAILURE: 'startup_failure',
  SUCCESS: 'success',
  TIMED_OUT: 'timed_out',
};

const states: Readonly<Record<string, CheckState>> = {
  ERROR: 'error',
  EXPECTED: 'pending',
  FAILURE: 'failure',
  PENDING: 'pending',
  SUCCESS: 'success',
};
