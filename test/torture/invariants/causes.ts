import { knownEvents } from '../../../src/github/events.ts';
import type { Database } from '../../../src/store/database.ts';
import type { DeliveryNote } from '../../github/control/machine.ts';
import type { Broken } from './broken.ts';

/**
 * Everything that GitHub said reached the database once, whether it was duplicated, came late or was dropped: each event
 * on which we act is kept under its GUID and was dispatched, and each push is recorded. (The column is unique: what
 * could be there twice is the entry, which entries.ts looks at.)
 */
export async function checkCauses(
  database: Database,
  { log, since }: { readonly log: readonly DeliveryNote[]; readonly since: number },
): Promise<readonly Broken[]> {
  const said = new Map(log.slice(since).map((note) => [note.guid, note]));
  const wanted = [...said.values()].filter(({ event }) => knownEvents.includes(event));
  const kept = await database.query<{ guid: string; dispatched: boolean }>(
    'select guid, dispatched_at is not null as dispatched from countersign.delivery',
  );
  const isDispatched = new Map(kept.map(({ guid, dispatched }) => [guid, dispatched]));
  return wanted
    .filter(({ guid }) => isDispatched.get(guid) !== true)
    .map(({ guid, event, action, status }) => ({
      invariant: 'causes',
      about: null,
      message: `${event} ${action ?? ''} (${guid}, ${status}) was ${isDispatched.has(guid) ? 'never dispatched' : 'lost'}`,
    }));
}
