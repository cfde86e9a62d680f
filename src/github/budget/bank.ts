import type { Instant } from '../../base/clock.ts';
import { type Clock, monotonicClock } from '../../base/clock.ts';

/**
 * Keeps books, one a name, for all processes that share it. `change` is one step for whoever else asks: `act` gets what
 * the book is (null: nothing yet) and the bank's time, and says what it becomes; it may be called again with what another
 * process left meanwhile, and then its last call counts. Throws what the store throws.
 */
export interface Bank {
  change(names: readonly string[], act: (name: string, book: unknown, now: Instant) => object): Promise<void>;
}

/** For one process alone: a command, or a test. */
export function localBank(clock: Clock = monotonicClock): Bank {
  const books = new Map<string, unknown>();
  return {
    change: async (names, act) => {
      for (const name of names) books.set(name, act(name, books.get(name) ?? null, clock.now()));
      await Promise.resolve();
    },
  };
}
