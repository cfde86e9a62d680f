import {
  type AttemptFacts,
  type CheckFacts,
  type CheckState,
  type Facts,
  type JobFacts,
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

export function attempt(jobs: readonly JobFacts[], number = 1): AttemptFacts {
  return { number, jobs };
}

/** A job on a machine of GitHub. */
export function job(name: string, state: CheckState = 'success'): JobFacts {
  return { name, state, runner: { labels: ['ubuntu-latest'], group: 'GitHub Actions', host: 'hosted' } };
}

const reviews = known([review(amir)]);
const checked = (...checks: readonly CheckFacts[]): Facts => makeFacts({ reviews, checks: known(checks) });
const properties = known({ tier: 'gold' });
const saying = (...workflows: readonly WorkflowFacts[]): Facts =>
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
  'ci-passed': saying(workflowRun('success')),
  'ci-running': saying(workflowRun('pending')),
  'ci-missing': saying(workflowRun('success', { path: '.github/workflows/lint.yml' })),
  'ci-failed': saying(workflowRun('failure')),
  'ci-skipped': saying(workflowRun('skipped')),
  'ci-rewritten': makeFacts({ reviews, workflows: known([workflowRun('success')]), files: known([file(CI)]) }),
  'ci-sound': saying(workflowRun('success', { attempt: known(attempt([job('test'), job('lint')])) })),
  'ci-third-attempt': saying(workflowRun('success', { attempt: known(attempt([job('test'), job('lint')], 3)) })),
  'ci-job-skipped': saying(
    workflowRun('success', { attempt: known(attempt([job('test'), { ...job('lint', 'skipped'), runner: null }])) }),
  ),
  'ci-own-runner': saying(
    workflowRun('success', {
      attempt: known(
        attempt([
          job('lint'),
          { ...job('test'), runner: { labels: ['self-hosted'], group: 'Default', host: 'self-hosted' } },
        ]),
      ),
    }),
  ),
  'ci-of-target': saying(workflowRun('success', { event: 'pull_request_target' })),
  'ci-not-looked-into': saying(workflowRun('success', { attempt: unknown('unavailable', 'GitHub failed') })),
  'workflows-unread': makeFacts({ workflows: unknown('unavailable', 'GitHub failed') }),
};
