import type { Instant } from '../../base/clock.ts';
import type { Hint } from '../../github/hint.ts';
import type { DequeueReason } from '../../ledger/entries/event.ts';
import type { Actor } from '../../ledger/terms.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { sendSweep } from '../sweep-task.ts';
import { type Untold, untoldRows } from '../untold.ts';
import { hasPolicy } from './guarded.ts';

/** A pull request that left the merge queue of a branch with a policy, and did not land. */
export interface Dequeued extends Untold {
  /** When we heard of it. */
  readonly at: Instant;
  readonly guid: string;
  readonly number: number;
  /** What was proposed. */
  readonly head: string;
  readonly reason: DequeueReason;
  /** Who took it out; the queue itself is a bot. */
  readonly actor: Pick<Actor, 'id' | 'type'>;
}

export const dequeuedRows = untoldRows<Dequeued>({
  scope: 'dequeued',
  what: 'That a pull request left the merge queue',
  nameOf: ({ guid }) => guid,
  heardAt: ({ at }) => at,
});

export interface DequeuedNews {
  readonly hint: Extract<Hint, { kind: 'dequeued' }>;
  readonly guid: string;
  readonly at: Dequeued['at'];
}

/** Before the webhook counts as worked on: if we die in between, it comes again, and the same webhook is the same row. */
export async function noteDequeued(context: Context, news: readonly DequeuedNews[]): Promise<void> {
  const places = new Map<number, Place>();
  for (const { hint, guid, at } of news) {
    const { place, branch, number, head, reason, by } = hint;
    const repository = place.repository.id;
    if (!(await hasPolicy(context, { repository, branch }))) continue;
    await dequeuedRows.note(context, {
      repository,
      number,
      head,
      reason,
      guid,
      at,
      actor: { id: by.id, type: by.type },
    });
    places.set(repository, place);
  }
  for (const place of places.values()) await sendSweep(context, { task: 'landings', place });
}
