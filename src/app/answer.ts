import { HOUR, MINUTE } from '../base/clock.ts';
import type { Context } from './context.ts';
import type { Comment, Place } from './ports.ts';

/** An answer is long, and GitHub counts what an app writes: whoever asks on gets no second one within this time. */
const ONE_EACH = MINUTE;
/** The queue tries a job that fails again for 8 hours at the most; whoever asks later asks anew. */
const LOOKED_FOR = 12 * HOUR;
/** GitHub's clock may be so far from the database's. */
const SKEW = 10 * MINUTE;

/** What was answered last on a pull request, or is being answered. */
interface Answer {
  readonly marker: string;
  readonly isWritten: boolean;
}

/** Who asks, and on which pull request (`key`: its subject's). */
export interface Question {
  readonly place: Place;
  readonly number: number;
  readonly key: string;
}

/**
 * Writes the comment, at most one a minute on a pull request, and never the same answer twice: its marker is kept before
 * it is sent, so that whoever comes after a lost answer, or after our death, finds out whether it was stored. By the
 * database's clock. False: one was written just now.
 */
export async function answer(
  { store, forge, random }: Context,
  { place, number, key }: Question,
  comment: Omit<Comment, 'marker'>,
): Promise<boolean> {
  const now = await store.now();
  const kept = await store.memory.get('answer', key);
  const last = (kept?.value ?? null) as unknown as Answer | null;
  const at = kept?.at ?? 0;
  if (last?.isWritten === true && now - at < ONE_EACH) return false;
  const isLost = last?.isWritten === false && now - at < LOOKED_FOR;
  if (isLost && (await forge.comments.has(place, number, { marker: last.marker, since: at - SKEW }))) {
    await store.memory.set('answer', key, { marker: last.marker, isWritten: true }, at);
    return true;
  }
  const marker = isLost ? last.marker : Buffer.from(random(16)).toString('hex');
  if (!isLost) await store.memory.set('answer', key, { marker, isWritten: false }, now);
  await forge.comments.write(place, number, { ...comment, marker });
  await store.memory.set('answer', key, { marker, isWritten: true }, now);
  return true;
}
