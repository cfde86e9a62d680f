import type { Touch } from '../store/store.ts';
import { isAskedFor } from './asked-needs.ts';
import type { Context } from './context.ts';
import type { Place } from './ports.ts';

/** Checks and workflow runs began or ended on a commit, as these webhooks say. */
export interface MachineNews {
  readonly place: Place;
  readonly head: string;
  readonly guids: string[];
}

/** After what people did, before sweeps. */
const PRIORITY = 3;

/**
 * Whoever is to be judged again because of what machines said. Every job of every workflow in every repository comes
 * here twice, so it costs two small readings of the database, no request, and nothing more where no policy asks.
 */
export async function touchedByMachines(context: Context, news: Iterable<MachineNews>): Promise<readonly Touch[]> {
  const touches: Touch[] = [];
  for (const { place, head, guids } of news) {
    for (const { subject, base } of await context.store.subjects.onHead(place.repository.id, head)) {
      if (await asksForMachines(context, place.repository.id, base))
        touches.push({ subject: { ...subject, ...place }, guids, priority: PRIORITY });
    }
  }
  return touches;
}

/** `base` null: it is being judged, and maybe its base is another one by now; so those of all bases count. */
async function asksForMachines(context: Context, repository: number, base: string | null): Promise<boolean> {
  const asked = await isAskedFor(
    context,
    { repository, base },
    // Whatever analyzes code is a machine too, and an analysis that finds nothing sends no event of its own.
    ({ checks, workflows, codeScanning }) => checks || workflows || codeScanning,
  );
  // Nothing is remembered: the first evaluation may have read the checks just before this one ended.
  return asked ?? true;
}
