import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Database } from '../database.ts';
import { lockDirectory } from '../lock.ts';
import { wrapPglite } from './pglite.ts';
import { startInDirectory, startInMemory } from './pglite-start.ts';

export type PglitePlace = { readonly directory: string } | { readonly memory: true };

/** The embedded database, alone in its directory until it is closed. */
export async function openPglite(
  place: PglitePlace,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<Database> {
  if ('memory' in place) return wrapPglite(await startInMemory(), { log, clock });
  const unlock = lockDirectory(place.directory, clock);
  try {
    return wrapPglite(await startInDirectory(place.directory), { log, clock, closed: unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}
