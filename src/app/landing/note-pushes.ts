import type { Instant } from '../../base/clock.ts';
import type { Hint } from '../../github/hint.ts';
import type { Context } from '../context.ts';
import { sendSweep } from '../sweep-task.ts';
import { hasPolicy } from './guarded.ts';
import { notePushed } from './pushed.ts';

/** A branch was moved, as a webhook says. */
export interface Movement extends Omit<Extract<Hint, { readonly kind: 'moved' }>, 'kind'> {
  readonly at: Instant;
  readonly guid: string;
}

/**
 * What moved branches of which a policy speaks, to be told in the ledger. Before the webhook counts as worked on: if we die
 * in between, it comes again, and the same webhook is the same row.
 */
export async function notePushes(context: Context, movements: readonly Movement[]): Promise<void> {
  const noted = await Promise.all(movements.map(async (movement) => await noteIfGuarded(context, movement)));
  const told = movements.filter((_, at) => noted[at]);
  const places = new Map(told.map(({ place }) => [place.repository.id, place]));
  for (const place of places.values()) await sendSweep(context, { task: 'landings', place });
}

/** False: no policy speaks of the branch. */
async function noteIfGuarded(context: Context, movement: Movement): Promise<boolean> {
  const { place, branch, isDefault, before, after, pusher, at, guid, mayTouchWorkflows, movedAt } = movement;
  const repository = place.repository.id;
  if (!(await hasPolicy(context, { repository, branch }))) return false;
  const actor = { id: pusher.id, type: pusher.type };
  await notePushed(context, {
    repository,
    branch,
    isDefault,
    before,
    after,
    actor,
    at,
    guid,
    mayTouchWorkflows,
    ...(movedAt === undefined ? {} : { movedAt }),
  });
  return true;
}
