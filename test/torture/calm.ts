import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';
import type { StandIn } from '../github/client.ts';
import type { Place } from './database.ts';
import { describeJobs, findLeftovers, isNothing, type Leftovers } from './leftovers.ts';

export interface Calm {
  readonly leftovers: Leftovers;
  /** The jobs among them. */
  readonly jobs: readonly object[];
  /** Milliseconds. */
  readonly took: number;
}

const LOOK_EVERY = 250;
/** Nothing may be left so often in a row: what one job ends another one may begin. */
const QUIET_LOOKS = 3;

interface Waiting {
  readonly github: StandIn;
  readonly place: Place;
  readonly patience: number;
  /** Told what is left, each time that it is looked at. */
  readonly say: (line: string) => void;
}

/** Waits until nothing waits any more, or for so many milliseconds. */
export async function calm({ github, place, patience, say }: Waiting): Promise<Calm> {
  const began = performance.now();
  if (place.url === null) await quiet(github, patience);
  return await place.look(async (database) => {
    for (let looks = 0; ; ) {
      const leftovers = await findLeftovers(database);
      const took = performance.now() - began;
      say(JSON.stringify(leftovers));
      const isQuiet = isNothing(leftovers) && (await github.isIdle());
      looks = isQuiet ? looks + 1 : 0;
      if (looks >= QUIET_LOOKS || (isQuiet && place.url === null)) return { leftovers, jobs: [], took };
      if (took > patience || place.url === null) return await notCalm(database, leftovers, took);
      await sleep(LOOK_EVERY);
    }
  });
}

async function notCalm(database: Database, leftovers: Leftovers, took: number): Promise<Calm> {
  return { leftovers, jobs: await describeJobs(database), took };
}

/** Nobody can look into an embedded database: GitHub is asked nothing for a while. */
async function quiet(github: StandIn, patience: number): Promise<void> {
  const silence = patience / 6;
  const until = performance.now() + patience;
  for (let [before, since] = [-1, performance.now()]; performance.now() < until; await sleep(LOOK_EVERY)) {
    const { total } = await github.stats();
    if (total !== before) [before, since] = [total, performance.now()];
    if (performance.now() - since > silence && (await github.isIdle())) return;
  }
}
