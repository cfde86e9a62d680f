import type { CheckState } from '../facts.ts';
import { textOf } from '../finding-data.ts';
import type { FindingValue } from '../verdict.ts';

/** What became of a run or a job, behind its name. */
export const stateWords: Readonly<Record<CheckState, string>> = {
  pending: 'is running',
  success: 'passed',
  failure: 'failed',
  neutral: 'ended as neutral',
  skipped: 'was skipped',
  cancelled: 'was cancelled',
  timed_out: 'timed out',
  action_required: 'asks for an action',
  startup_failure: 'could not start',
  stale: 'never ended',
  error: 'ended with an error',
};

/** Of a run or a job in a finding. A state that nobody knows is none that passed. */
export function stateOf(run: Readonly<Record<string, FindingValue>>): CheckState {
  const state = textOf(run['state']);
  return Object.keys(stateWords).find((word): word is CheckState => word === state) ?? 'error';
}
