import { MINUTE, SECOND } from '../../base/clock.ts';
import type { Store } from '../../store/store.ts';

/** What supervisors, load balancers and monitors ask. */
export interface Health {
  /** False: only another start helps. It asks no database, because a restart mends none. */
  isAlive(): boolean;
  /** What keeps it from taking webhooks and working on them; empty: nothing does. */
  lacks(): Promise<readonly Lack[]>;
  /** From now on it is not ready, so that nobody sends it anything new. */
  beginStop(): void;
}

/**
 * `database`: it does not answer in time. `migrations`: it has had fewer than this version knows, so an older copy is in
 * its place. `workers`: they do not run.
 */
export type Lack = 'stopping' | 'database' | 'migrations' | 'workers';

export interface HealthOptions {
  readonly store: Pick<Store, 'now' | 'gauges'>;
  readonly workers: Heartbeat;
  /** Milliseconds in which the database has to answer. */
  readonly bound?: number;
}

export interface Heartbeat {
  /** Milliseconds since the part that is furthest behind showed that it runs; null: nothing runs. */
  silence(): number | null;
}

/** Workers look for jobs every two seconds and the timer beats every thirty: whoever is silent so long hangs. */
const LONGEST_SILENCE = 5 * MINUTE;
/** Less than what a probe waits for. */
const BOUND = 2 * SECOND;

const isSilent = (silence: number): boolean => silence > LONGEST_SILENCE;

export function createHealth({ store, workers, bound = BOUND }: HealthOptions): Health {
  let isStopping = false;
  return {
    isAlive: () => !isSilent(workers.silence() ?? 0),
    lacks: async () => {
      if (isStopping) return ['stopping'];
      return [...(await lackOfDatabase(store, bound)), ...(isSilent(workers.silence() ?? Infinity) ? WORKERS : [])];
    },
    beginStop: () => {
      isStopping = true;
    },
  };
}

const WORKERS: readonly Lack[] = ['workers'];

async function lackOfDatabase({ now, gauges }: HealthOptions['store'], bound: number): Promise<readonly Lack[]> {
  const asked = (async () => ((await now()) > 0 ? await gauges.migrations() : null))();
  const found = await within(bound, asked).catch(() => null);
  if (found === null) return ['database'];
  return found.applied < found.known ? ['migrations'] : [];
}

/** Null when the time is over; what comes later is for nobody, a failure included. */
async function within<T>(milliseconds: number, asked: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([asked, over]);
  } finally {
    clearTimeout(timer);
  }
}
