import type { Instant } from '../../base/clock.ts';
import type { Hint } from '../../github/hint.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { Actor } from '../../ledger/terms.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { sendSweep } from '../sweep-task.ts';
import { type Untold, untoldRows } from '../untold.ts';
import { hasPolicy } from './guarded.ts';

/** A tag that was made, moved or deleted in a repository with a policy on its default branch. */
export interface Tagged extends Untold {
  /** When we heard of it. */
  readonly at: Instant;
  readonly guid: string;
  /** SHA-256 of the full ref: whoever pushed it chose its name. */
  readonly refDigest: string;
  /** Short name of the default branch. */
  readonly branch: string;
  /** What the ref held and holds; null: there was no such tag, or there is none any more. */
  readonly before: string | null;
  readonly after: string | null;
  readonly actor: Pick<Actor, 'id' | 'type'>;
  /** When it happened; not there: GitHub does not say. */
  readonly movedAt?: Instant;
}

export const taggedRows = untoldRows<Tagged>({
  scope: 'tagged',
  what: 'What became of a tag',
  nameOf: ({ guid }) => guid,
  heardAt: ({ at }) => at,
});

export interface TaggedNews {
  readonly hint: Extract<Hint, { kind: 'tagged' }>;
  readonly guid: string;
  readonly at: Instant;
}

/** Before the webhook counts as worked on: if we die in between, it comes again, and the same webhook is the same row. */
export async function noteTagged(context: Context, news: readonly TaggedNews[]): Promise<void> {
  const places = new Map<number, Place>();
  for (const { hint, guid, at } of news) {
    const { place, ref, branch, before, after, pusher, movedAt } = hint;
    const repository = place.repository.id;
    if (!(await hasPolicy(context, { repository, branch }))) continue;
    await taggedRows.note(context, {
      repository,
      branch,
      before,
      after,
      guid,
      at,
      refDigest: sha256Hex(ref),
      // GitHub does not say who: the account is gone.
      actor: pusher === null ? { id: 0, type: 'system' } : { id: pusher.id, type: pusher.type },
      ...(movedAt === undefined ? {} : { movedAt }),
    });
    places.set(repository, place);
  }
  for (const place of places.values()) await sendSweep(context, { task: 'landings', place });
}
