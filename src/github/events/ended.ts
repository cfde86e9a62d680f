import type { Person } from '../../policy/facts.ts';
import { readConclusion } from '../facts/check-state.ts';
import { readOid, readTime } from '../facts/commits.ts';
import { readRestPerson } from '../facts/person.ts';
import { readWorkflowPath } from '../facts/workflow-path.ts';
import type { EndedHint } from '../hint.ts';
import type { Reader } from '../reader.ts';

/** A run of GitHub Actions that is completed, as its webhook says. The rest of a payload means something without any of it. */
export function readEndedRun(payload: Reader): EndedHint {
  const run = payload.at('workflow_run');
  const starter = personAt(run, 'actor');
  return {
    commit: readOid(run.at('head_sha')),
    branch: isFromHere(payload, run) ? run.at('head_branch').maybe((branch) => branch.text()) : null,
    outcome: readConclusion(run.at('conclusion')),
    actor: personAt(run, 'triggering_actor') ?? starter,
    at: run.at('updated_at').maybe(readTime),
    of: {
      is: 'run',
      id: run.at('id').count(),
      attempt: run.at('run_attempt').maybe((attempt) => attempt.count()) ?? 1,
      path: run.at('path').maybe(readWorkflowPath),
      event: run.at('event').maybe((event) => event.text()),
      starter,
      startedAt: run.at('run_started_at').maybe(readTime),
    },
  };
}

/** A branch of a fork may have the name of one here. */
function isFromHere(payload: Reader, run: Reader): boolean {
  const from = run.at('head_repository').at('id');
  return from.isCount && from.count() === payload.at('repository').at('id').count();
}

const personAt = (run: Reader, key: string): Person | null => run.at(key).maybe(readRestPerson);

/** Its suites are told as runs. */
const ACTIONS = 'github-actions';

/** All checks of an app on a commit that have ended; null: GitHub does not say which, or they are jobs of a run. */
export function readEndedSuite(payload: Reader): EndedHint | null {
  const suite = payload.at('check_suite');
  const app = suite.at('app');
  if (app.isNothing || !suite.at('id').isCount || app.at('slug').maybe((slug) => slug.text()) === ACTIONS) return null;
  return {
    commit: readOid(suite.at('head_sha')),
    // GitHub names none for what was pushed to a fork.
    branch: suite.at('head_branch').maybe((branch) => branch.text()),
    outcome: readConclusion(suite.at('conclusion')),
    actor: null,
    at: suite.at('updated_at').maybe(readTime),
    of: {
      is: 'suite',
      id: suite.at('id').count(),
      app: app.at('id').count(),
      checks: suite.at('latest_check_runs_count').maybe((count) => count.count()) ?? 0,
    },
  };
}
