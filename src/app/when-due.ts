import type { Context } from './context.ts';

export interface Due {
  /** What it is remembered by. */
  readonly scope: string;
  readonly key: string;
  /** Milliseconds from one time to the next. */
  readonly every: number;
}

/**
 * Does something where it was not done for so long, by whichever of the processes comes first; a clock that was set back
 * does not hold it up. Written down afterwards: if we die in between, or two look at once, it is done twice.
 */
export async function whenDue(
  { clock, store }: Context,
  { scope, key, every }: Due,
  act: () => Promise<void>,
): Promise<void> {
  const now = clock.now();
  const last = (await store.memory.get(scope, key))?.at;
  if (last !== undefined && now - last < every && last <= now) return;
  await act();
  await store.memory.set(scope, key, null, now);
}
