import { plainName } from '../plain-name.ts';
import { count, described, list, map, nullable, type Of, object, oneOf, optional, text } from '../shape.ts';
import { code, entryId, environmentName, evidenceRef, gitId, timestamp, uri } from '../terms.ts';
import { statement } from './statement.ts';

/** GitHub's words for how a run or a job ended; `error`: one that we do not know. */
const outcome = oneOf(
  'success',
  'failure',
  'neutral',
  'skipped',
  'cancelled',
  'timed_out',
  'action_required',
  'startup_failure',
  'stale',
  'error',
  'pending',
);

/** The most that an entry names; the writer's limit often lets in fewer. */
export const MOST_JOBS = 50;

const build = object({
  workflow: optional(
    described(
      'File of the workflow, and the commit that GitHub read it at, where that is the one that was built.',
      object({ path: plainName, commit: optional(gitId) }),
    ),
  ),
  trigger: described('The event that started it: `push`.', text('^[a-z_]+$', 50)),
  starter: optional(described('Who started the first attempt; the actor is who started this one.', count())),
  jobs: described(
    'What became of each job, those that did not succeed first. Names that are no plain words stand there as digests.',
    list(
      object({
        name: plainName,
        outcome,
        started: optional(timestamp),
        ended: optional(timestamp),
        runner: optional(
          described(
            'A machine of GitHub, or one of somebody’s own; without it nobody can tell.',
            oneOf('hosted', 'self-hosted'),
          ),
        ),
      }),
      { max: MOST_JOBS },
    ),
  ),
  counts: optional(
    described('How many jobs ended how; without it they could not be read.', map('^[a-z_]+$', count(1))),
  ),
  omitted: optional(described('Jobs that are counted and not named.', count(1))),
});

const suite = object({ id: count(1), app: count(1), checks: count() });

/** Why a pull request left a merge queue without landing, in GitHub's words; `unknown` also where it has a new one. */
export const dequeueReasons = [
  'manual',
  'merge-conflict',
  'ci-failure',
  'ci-timeout',
  'already-merged',
  'queue-cleared',
  'roll-back',
  'branch-protections',
  'git-tree-invalid',
  'invalid-merge-commit',
  'unknown',
] as const;
export type DequeueReason = (typeof dequeueReasons)[number];

/** Somebody did something: a review, a build, a deployment … to the entry's subject; who, stands in the header's `actor`. */
export const eventFields = {
  countersign_event: object({
    event: oneOf('review', 'build', 'test', 'artifact', 'deployment', 'role', 'intervention', 'settings', 'queue'),
    result: optional(oneOf('passed', 'failed', 'cancelled', 'skipped', 'error')),
    code: optional(described('What exactly happened, as a word for machines: `role.granted`.', code)),
    environment: optional(environmentName),
    deployment: optional(
      described(
        'GitHub’s number of the deployment, and the passing decision that it went on with; null: it went on without one.',
        object({ id: count(1), decision: nullable(entryId) }),
      ),
    ),
    change: optional(described('Number of the pull request that it belongs to.', count(1))),
    reason: optional(described('Why a pull request left the merge queue.', oneOf(...dequeueReasons))),
    tickets: optional(list(text('^[!-~]+$', 100), { min: 1, max: 20 })),
    run: optional(described('Where it ran, and which attempt it was.', object({ uri, attempt: optional(count(1)) }))),
    build: optional(described('A run of GitHub Actions that ended.', build)),
    suite: optional(
      described(
        'All checks of an app on the commit have ended: GitHub’s number of the suite, the app’s id, how many there are.',
        suite,
      ),
    ),
    started: optional(timestamp),
    ended: optional(timestamp),
    at: optional(described('The commit whose files say so, where the entry is about all of the repository.', gitId)),
    evidence: optional(list(evidenceRef, { min: 1, max: 20 })),
  }),
} as const;

export const eventStatement = statement('event', eventFields);
export type EventStatement = Of<typeof eventStatement>;
export type EventFields = EventStatement['predicate']['countersign_event'];
export type BuildFields = Of<typeof build>;
