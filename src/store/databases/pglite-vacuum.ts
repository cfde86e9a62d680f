import { type Clock, HOUR, MINUTE, SECOND } from '../../base/clock.ts';
import { asFault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';

export interface Vacuum {
  /** A statement was run. */
  used(): void;
  stop(): Promise<void>;
}

export interface VacuumOptions {
  readonly run: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_EVERY = 10 * SECOND;
/** Nobody waits for a database that was quiet for this long. */
const QUIET = 5 * SECOND;
/** So many statements leave enough dead rows to be worth it. */
const MANY = 5_000;
const ATTEMPT_AFTER = MINUTE;

/**
 * PGlite has no autovacuum: job and subject rows that are written again and again would fill the disk and slow every
 * look-up. It runs hourly where anything happened, and earlier when much happened and nobody is waiting.
 */
export function startVacuum({ run, clock, log }: VacuumOptions): Vacuum {
  let statements = 0;
  let lastUse = clock.now();
  let lastRun = clock.now();
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    const now = clock.now();
    const isIdle = statements >= MANY && now - lastUse >= QUIET && now - lastRun >= ATTEMPT_AFTER;
    if (running !== null || !(isIdle || (statements > 0 && now - lastRun >= HOUR))) return;
    statements = 0;
    lastRun = now;
    running = run()
      .catch((error: unknown) => log.warn({ error: asFault(error).message }, 'The database could not be vacuumed'))
      .finally(() => {
        running = null;
      });
  }, LOOK_EVERY);
  timer.unref();
  return {
    used: () => {
      statements++;
      lastUse = clock.now();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
