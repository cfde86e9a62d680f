import { MINUTE } from '../../base/clock.ts';
import { type Known, known, type PropertyValue } from '../../policy/facts.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';

/** GitHub tells when they change, but its word may be lost, or not be meant for an installation that refused the event. */
const KEPT = 10 * MINUTE;

type Properties = Readonly<Record<string, PropertyValue>>;

interface Kept {
  /** Of the last change that was heard of before they were asked for: two machines' clocks need not agree. */
  readonly mark: string | null;
  readonly properties: Properties;
}

/** Custom properties of a repository, at most one request in ten minutes. What could not be read is asked for again. */
export async function propertiesOf({ store, forge, clock }: Context, place: Place): Promise<Known<Properties>> {
  const key = String(place.repository.id);
  // Before the request: what changes while it runs makes its answer old.
  const asked = clock.now();
  const mark = ((await store.memory.get('properties-changed', key))?.value ?? null) as string | null;
  const found = await store.memory.get('properties', key);
  const kept = (found?.value ?? null) as unknown as Kept | null;
  if (found !== null && kept?.mark === mark && asked - found.at < KEPT) return known(kept.properties);
  const read = await forge.repositories.properties(place);
  if (read.known) await store.memory.set('properties', key, { mark, properties: { ...read.value } }, asked);
  return read;
}

const MARK_BYTES = 8;

/** Remembered rather than forgotten: an evaluation that is reading them just now would keep the old ones after us. */
export async function markPropertiesChanged(
  { store, clock, random }: Pick<Context, 'store' | 'clock' | 'random'>,
  repository: number,
): Promise<void> {
  const mark = Buffer.from(random(MARK_BYTES)).toString('hex');
  await store.memory.set('properties-changed', String(repository), mark, clock.now());
}
