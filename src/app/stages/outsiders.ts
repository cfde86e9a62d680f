import { HOUR, toRfc3339 } from '../../base/clock.ts';
import type { Lease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Remembered } from './remembered.ts';

/**
 * Anybody may open pull requests where anybody may read, and every push to one may bring a decision: so in an hour only
 * so many decisions about one person's pull requests are recorded. What comes in between is judged and shown as always;
 * when the turn comes, the newest is recorded and the rest never was. Null: it may be recorded now.
 */
export async function outsidersTurn(
  { config, store, log }: Context,
  { subject, generation }: Pick<Lease, 'subject' | 'generation'>,
  author: number | null,
): Promise<NonNullable<Remembered['turn']> | null> {
  const taken = await store.turns.take({
    // Nobody's account (it was deleted) is one person.
    name: `${subject.installation}:${author ?? 0}`,
    id: subject.key,
    generation,
    most: config.outsiderRate,
    within: HOUR,
  });
  if (taken.isTaken) return null;
  const { count, next } = taken;
  log.info({ subject: subject.key, author, next: toRfc3339(next) }, 'A record waits for its turn');
  return { count, next };
}

export function turnNotice({ count, next }: NonNullable<Remembered['turn']>): string {
  const decisions = count === 1 ? '1 decision was' : `${count} decisions were`;
  const time = toRfc3339(next).slice('2026-11-21T'.length, '2026-11-21T12:00'.length);
  return `${decisions} recorded about pull requests of this person in the last hour. The one about this is recorded at ${time} UTC, and does not pass before.`;
}
