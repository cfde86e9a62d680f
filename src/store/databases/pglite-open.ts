import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Database } from '../database.ts';
import { lockDirectory } from '../lock.ts';
import { wrapPglite } from './pglite.ts';
import { type Filling, startInDirectory, startInMemory } from './pglite-start.ts';

export type PglitePlace = { readonly directory: string } | { readonly memory: true };

/** What a database in memory begins with; `name` as in Filling. */
export interface Beginning {
  readonly name: string;
  fill(database: Database): Promise<void>;
}

/** The embedded database, alone in its directory until it is closed. */
export async function openPglite(
  place: PglitePlace,
  { log, clock, beginning = null }: { readonly log: Log; readonly clock: Clock; readonly beginning?: Beginning | null },
): Promise<Database> {
  if ('memory' in place) {
    const filling = beginning === null ? null : fillingOf(beginning, { log, clock });
    return wrapPglite(await startInMemory(filling), { log, clock });
  }
  const unlock = lockDirectory(place.directory, clock);
  try {
    return wrapPglite(await startInDirectory(place.directory), { log, clock, closed: unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

function fillingOf(beginning: Beginning, parts: { readonly log: Log; readonly clock: Clock }): Filling {
  return { name: beginning.name, fill: async (pglite) => await beginning.fill(wrapPglite(pglite, parts)) };
}
