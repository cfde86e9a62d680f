import type { Instant } from '../../base/clock.ts';
import type { Cost } from './cost.ts';
import { URGENCIES, type Urgency } from './limits.ts';

export interface Waiter {
  readonly cost: Cost;
  readonly urgency: Urgency;
  /** When its points come free, as far as is known; 0: it was not asked for yet. */
  notBefore: Instant;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** People first, then records, then background; each in order of arrival. */
export class WaitingLine {
  #waiters: readonly Waiter[] = [];

  get all(): readonly Waiter[] {
    return this.#waiters;
  }

  get size(): number {
    return this.#waiters.length;
  }

  add(waiter: Waiter): void {
    const rank = URGENCIES.indexOf(waiter.urgency);
    const after = this.#waiters.filter(({ urgency }) => URGENCIES.indexOf(urgency) <= rank).length;
    this.#waiters = this.#waiters.toSpliced(after, 0, waiter);
  }

  has(waiter: Waiter): boolean {
    return this.#waiters.includes(waiter);
  }

  /** False: it was not there any more. */
  remove(waiter: Waiter): boolean {
    const had = this.has(waiter);
    if (had) this.#waiters = this.#waiters.filter((each) => each !== waiter);
    return had;
  }
}
