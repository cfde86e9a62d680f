import { type Clock, MINUTE, monotonicClock } from '../../base/clock.ts';
import { asFault, Fault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';

/** Several slow calls in a row end long before; what hangs for longer loses its lease, and another process may try. */
const LONGEST = 15 * MINUTE;

export interface Holding {
  /** Milliseconds that the lease was taken for. */
  readonly leaseFor: number;
  /** False: somebody else may have it by now. */
  readonly extend: (leaseFor: number) => Promise<boolean>;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface Held {
  /** Before what cannot be taken back. Throws `store.lease-lost` where the lease is surely not ours any more. */
  require(): void;
}

/** Keeps a lease while `act` works, so that calls which are slow one after the other do not outlive it. */
export async function holdLease<T>(
  { leaseFor, extend, log, clock = monotonicClock }: Holding,
  act: (held: Held) => Promise<T>,
): Promise<T> {
  const begun = clock.now();
  let until = begun + leaseFor;
  let isExtending = false;
  const renew = async (): Promise<void> => {
    const asked = clock.now();
    if (await extend(leaseFor)) until = asked + leaseFor;
    else until = asked;
  };
  const timer = setInterval(() => {
    const now = clock.now();
    if (isExtending || now >= until || now - begun >= LONGEST) return;
    isExtending = true;
    renew()
      // The database may be there again before the lease is over; else `require` and the store itself say so.
      .catch((error: unknown) => log.warn({ code: asFault(error).code }, 'A lease could not be renewed'))
      .finally(() => {
        isExtending = false;
      });
  }, leaseFor / 3);
  timer.unref();
  try {
    return await act({
      require: () => {
        if (clock.now() < until) return;
        throw new Fault('store.lease-lost', 'It took so long that another process may be at it');
      },
    });
  } finally {
    clearInterval(timer);
  }
}
