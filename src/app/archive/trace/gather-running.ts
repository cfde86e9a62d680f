import { fromRfc3339 } from '../../../base/clock.ts';
import { deploymentTerm } from '../../../ledger/trace/entry-links.ts';
import { type AskedEnvironments, findRunning } from '../../../ledger/trace/environments.ts';
import { isDeploymentEvent } from '../../../ledger/trace/traced-entry.ts';
import type { KnownEntries } from './known-entries.ts';

/** Reads what `findRunning` needs: of each environment the newest two, their decisions, and whether they are out of use. */
export async function gatherRunning(known: KnownEntries, asked: AskedEnvironments): Promise<void> {
  const { links, ledger } = known;
  const { environment, at } = asked;
  const all = await links.places(ledger);
  const places = all.filter(
    (place) => (environment === null || place.environment === environment) && known.isAsked(place.repository),
  );
  const until = at === null ? null : fromRfc3339(at);
  await known.at(await links.newest(ledger, places, { stage: 'succeeded', until, most: 2 }));
  const running = findRunning(known.all(), asked).map(({ now }) => now);
  await known.withIds(running.flatMap(({ decision }) => decision ?? []));
  const ids = new Set(running.flatMap(({ id }) => id ?? []));
  await known.named(
    [...ids].map(deploymentTerm),
    (entry) => isDeploymentEvent(entry) && ids.has(entry.says.deployment?.id ?? 0),
  );
}
