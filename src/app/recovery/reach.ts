import type { Instant } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import type { Context } from '../context.ts';
import { SHORTEST_GAP } from './alive.ts';
import { noteGap } from './gap-notes.ts';
import { tryAgain } from './try-again.ts';

const SCOPE = 'recovery';
const AWAY = 'github-away';

export function isAway(error: unknown): boolean {
  return isFault(error, 'github.unavailable');
}

/** GitHub did not answer; the first time counts. */
export async function noteAway({ store, clock }: Pick<Context, 'store' | 'clock'>): Promise<void> {
  if ((await awaySince(store)) === null) await store.memory.set(SCOPE, AWAY, { away: true }, clock.now());
}

/** It answers. Resolves to whether it was away for so long that something may have been missed. */
export async function noteBack(context: Pick<Context, 'store' | 'clock' | 'random'>): Promise<boolean> {
  const since = await awaySince(context.store);
  if (since === null) return false;
  const now = context.clock.now();
  const isGap = now - since >= SHORTEST_GAP;
  await tryAgain(context);
  // If we die in between, the same gap is noted again, a little longer.
  if (isGap) await noteGap(context, { from: since, to: now, why: 'github-unreachable', about: null });
  await context.store.memory.forget(SCOPE, AWAY);
  return isGap;
}

async function awaySince({ memory }: Context['store']): Promise<Instant | null> {
  return (await memory.get(SCOPE, AWAY))?.at ?? null;
}
