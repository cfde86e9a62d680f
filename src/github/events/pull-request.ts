import { type DequeueReason, dequeueReasons } from '../../ledger/entries/event.ts';
import { readOid } from '../facts/commits.ts';
import type { Hint } from '../hint.ts';
import type { Place } from '../place.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace, readSender } from './envelope.ts';

const NOTHING = '0'.repeat(40);

const actions: ReadonlySet<string> = new Set([
  'opened',
  'reopened',
  'synchronize',
  'edited',
  'ready_for_review',
  'converted_to_draft',
  'labeled',
  'unlabeled',
  'assigned',
  'closed',
]);

/** GitHub sends no `synchronize` for what was pushed before the one or the other. */
const openings: ReadonlySet<string> = new Set(['opened', 'reopened']);

const reviewActions: ReadonlySet<string> = new Set(['submitted', 'edited', 'dismissed']);

export function readPullRequestEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (action === 'dequeued') return readDequeued(payload);
  if (!actions.has(action)) return [];
  const place = readEventPlace(payload);
  const change = payload.at('pull_request');
  const number = change.at('number').count();
  return [...pushHints(payload, { action, place, number }), { kind: 'change', place, number }];
}

/** That it landed, the push tells: `MERGE` is no news. */
function readDequeued(payload: Reader): readonly Hint[] {
  const said = payload.at('reason').text().toLowerCase().replaceAll('_', '-');
  if (said === 'merge') return [];
  const change = payload.at('pull_request');
  return [
    {
      kind: 'dequeued',
      place: readEventPlace(payload),
      branch: change.at('base').at('ref').text(),
      number: change.at('number').count(),
      head: readOid(change.at('head').at('sha')),
      reason: isReason(said) ? said : 'unknown',
      by: readSender(payload),
    },
  ];
}

const isReason = (said: string): said is DequeueReason => dequeueReasons.some((reason) => reason === said);

export function readReviewEvent(payload: Reader): readonly Hint[] {
  if (!reviewActions.has(readAction(payload))) return [];
  const number = payload.at('pull_request').at('number').count();
  return [{ kind: 'change', place: readEventPlace(payload), number }];
}

/**
 * `synchronize` names who moved the head, for forks too, whose own pushes we never hear of; of a fork that is opened or
 * opened again, whoever does it answers for what is in it.
 */
function pushHints(
  payload: Reader,
  about: { readonly action: string; readonly place: Place; readonly number: number },
): readonly Hint[] {
  const head = payload.at('pull_request').at('head');
  const repository = head.at('repo');
  // A fork that was deleted meanwhile is null here.
  const isFork = repository.isNothing || repository.at('id').count() !== about.place.repository.id;
  const isMoved = about.action === 'synchronize';
  if (!isMoved && !(isFork && openings.has(about.action))) return [];
  const push = {
    ref: isFork ? `refs/pull/${about.number}/head` : `refs/heads/${head.at('ref').text()}`,
    before: isMoved ? readOid(payload.at('before')) : NOTHING,
    after: isMoved ? readOid(payload.at('after')) : readOid(head.at('sha')),
    commits: [],
    pusher: readSender(payload),
  };
  return [{ kind: 'push', place: about.place, push }];
}
