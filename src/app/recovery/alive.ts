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

const BEGUN = 'begun';

/** This database knew of nobody who watched: somebody does from now on. The first time counts. */
export async function noteBegun({ store, clock }: Kept): Promise<void> {
  if ((await store.memory.get(SCOPE, BEGUN)) === null) await store.memory.set(SCOPE, BEGUN, null, clock.now());
}

/** When this database was watched with for the first time; null: never. */
export async function firstWatched({ store }: Pick<Kept, 'store'>): Promise<Instant | null> {
  return (await store.memory.get(SCOPE, BEGUN))?.at ?? null;
}

const RECOVERED = 'recovered';

/** All that could not be watched is read back and recorded. */
export async function noteRecovered({ store, clock }: Kept): Promise<void> {
  await store.memory.set(SCOPE, RECOVERED, null, clock.now());
}

export async function lastRecovered({ store }: Pick<Kept, 'store'>): Promise<Instant | null> {
  return (await store.memory.get(SCOPE, RECOVERED))?.at ?? null;
}
