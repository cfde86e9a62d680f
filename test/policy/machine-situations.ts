import {
  type CheckFacts,
  type CheckState,
  type Facts,
  known,
  unknown,
  type WorkflowFacts,
} from '../../src/policy/facts.ts';
import { amir, file, makeFacts, review } from './scenery.ts';

/** Named pull requests about which machines said something. */
export const actions = { id: 15_368, slug: 'github-actions' } as const;
export const scanner = { id: 57_789, slug: 'scanner' } as const;

export function checkRun(name: string, state: CheckState, app: CheckFacts['app'] = actions): CheckFacts {
  return {
    source: app === null ? 'status' : 'check_run',
    name,
    app,
    state,
  };
}

export const CI = '.github/workflows/ci.yml';

export function workflowRun(state: CheckState, changes: Partial<WorkflowFacts> = {}): WorkflowFacts {
  return { path: CI, name: 'CI', event: 'pull_request', run: 1, state, ...changes };
}

const reviews = known([review(amir)]);
const checked = (...checks: readonly CheckFacts[]): Facts => makeFacts({ reviews, checks: known(checks) });
const properties = known({ tier: 'gold' });
const ran = (...workflows: readonly WorkflowFacts[]): Facts =>
  makeFacts({ reviews, properties, workflows: known(workflows) });
const scanned = checkRun('scan', 'success', scanner);

export const machineSituations: Readonly<Record<string, Facts>> = {
  checked: checked(checkRun('build', 'success'), scanned),
  'checks-running': checked(checkRun('build', 'pending'), scanned),
  'check-missing': checked(checkRun('biuld', 'success'), scanned),
  'check-failed': checked(checkRun('build', 'failure'), scanned),
  'check-skipped': checked(checkRun('build', 'skipped'), scanned),
  'status-only': checked(checkRun('build', 'success', null), scanned),
  'checks-unread': makeFacts({ checks: unknown('unavailable', 'GitHub failed') }),
  'ci-passed': ran(workflowRun('success')),
  'ci-running': ran(workflowRun('pending')),
  'ci-missing': ran(workflowRun('success', { path: '.github/workflows/lint.yml' })),
  'ci-failed': ran(workflowRun('failure')),
  'ci-skipped': ran(workflowRun('skipped')),
  'ci-rewritten': makeFacts({ reviews, workflows: known([workflowRun('success')]), files: known([file(CI)]) }),
  'workflows-unread': makeFacts({ workflows: unknown('unavailable', 'GitHub failed') }),
};
