import { count, described, list, nullable, type Of, object, oneOf, optional, text } from '../shape.ts';
import { code, entryId, environmentName, evidenceRef, gitId, timestamp, uri } from '../terms.ts';
import { statement } from './statement.ts';

/** Somebody did something: a review, a build, a deployment … to the entry's subject; who, stands in the header's `actor`. */
export const eventFields = {
  countersign_event: object({
    event: oneOf('review', 'build', 'test', 'artifact', 'deployment', 'role', 'intervention', 'settings'),
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
    tickets: optional(list(text('^[!-~]+$', 100), { min: 1, max: 20 })),
    run: optional(described('Where it ran, and which attempt it was.', object({ uri, attempt: optional(count(1)) }))),
    started: optional(timestamp),
    ended: optional(timestamp),
    at: optional(described('The commit whose files say so, where the entry is about all of the repository.', gitId)),
    evidence: optional(list(evidenceRef, { min: 1, max: 20 })),
  }),
} as const;

export const eventStatement = statement('event', eventFields);
export type EventStatement = Of<typeof eventStatement>;
