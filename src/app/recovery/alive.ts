import { type Instant, MINUTE } from '../../base/clock.ts';
import type { Context } from '../context.ts';

/** Until when somebody watched: a row of the database, so a copy of it that is put back says when it was made. */

const SCOPE = 'recovery';
const ALIVE = 'alive';

/** A restart that takes no longer is no gap, unless a delivery failed meanwhile. */
export const SHORTEST_GAP = MINUTE;

type Kept = Pick<Context, 'store' | 'clock'>;

/** Written by every process with each tick. */
export async function beat({ store, clock }: Kept): Promise<void> {
  await store.memory.set(SCOPE, ALIVE, null, clock.now());
}

/** Null: this database was never watched with, because it is new or because everything in it was lost. */
export async function lastAlive({ store }: Pick<Kept, 'store'>): Promise<Instant | null> {
  return (await store.memory.get(SCOPE, ALIVE))?.at ?? null;
}
