import { MINUTE } from '../../base/clock.ts';
import { type Known, known, type PropertyValue } from '../../policy/facts.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';

/** GitHub tells when they change, but its word may be lost, or not be meant for an installation that refused the event. */
const KEPT = 10 * MINUTE;

type Properties = Readonly<Record<string, PropertyValue>>;

/** Custom properties of a repository, at most one request in ten minutes. What could not be read is asked for again. */
export async function propertiesOf({ store, forge, clock }: Context, place: Place): Promise<Known<Properties>> {
  const key = String(place.repository.id);
  // Before the request: what changes while it runs makes its answer old.
  const asked = clock.now();
  const kept = await store.memory.get('properties', key);
  const changed = await store.memory.get('properties-changed', key);
  if (kept !== null && asked - kept.at < KEPT && (changed === null || kept.at > changed.at)) {
    return known(kept.value as unknown as Properties);
  }
  const read = await forge.repositories.properties(place);
  if (read.known) await store.memory.set('properties', key, { ...read.value }, asked);
  return read;
}

/** Remembered rather than forgotten: an evaluation that is reading them just now would keep the old ones after us. */
export async function markPropertiesChanged(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  repository: number,
): Promise<void> {
  await store.memory.set('properties-changed', String(repository), null, clock.now());
}
