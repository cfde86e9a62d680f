import { type Directory, type Known, unknown } from './facts.ts';
import type { Needs } from './needs.ts';
import { own } from './people.ts';

/**
 * What each name of a policy meant when that version came into force: login → id, `org/slug` → id; null: nobody then.
 * GitHub lets others take a login or a slug that was given up, so a name that means somebody else later grants nothing.
 */
export interface Pins {
  readonly users: Readonly<Record<string, number | null>>;
  readonly teams: Readonly<Record<string, number | null>>;
}

/** Pins for those of the names of which GitHub says who they are, or that nobody is; the others are pinned later. */
export function pinNames(needs: Pick<Needs, 'users' | 'teams'>, directory: Directory): Pins {
  return { users: pin(needs.users, directory.users), teams: pin(needs.teams, directory.teams) };
}

/**
 * The directory, with every name unknown that does not mean what it meant. Names without a pin pass.
 *
 * All layers share one directory, so the pins of each are applied in turn. That only ever takes away: a pin makes nobody
 * known and never changes who a name is, so a layer cannot grant anything in another by what it pinned; it can make a
 * name unknown there, which blocks.
 */
export function applyPins(directory: Directory, pins: Pins): Directory {
  return { users: compare(directory.users, pins.users), teams: compare(directory.teams, pins.teams) };
}

/** Not every unknown name is nobody's: one that the app may not see (yet) must not be pinned to nobody for good. */
function pin<T extends { readonly id: number }>(
  names: readonly string[],
  found: Readonly<Record<string, Known<T>>>,
): Record<string, number | null> {
  const pins: Record<string, number | null> = {};
  for (const name of names) {
    const fact = own(found, name);
    if (fact?.known === true) pins[name] = fact.value.id;
    else if (fact?.why.code === 'nobody') pins[name] = null;
  }
  return pins;
}

function compare<T extends { readonly id: number }>(
  found: Readonly<Record<string, Known<T>>>,
  pins: Readonly<Record<string, number | null>>,
): Record<string, Known<T>> {
  return Object.fromEntries(
    Object.entries(found).map(([name, fact]) => [name, compareOne(name, fact, own(pins, name))]),
  );
}

function compareOne<T extends { readonly id: number }>(
  name: string,
  fact: Known<T>,
  pinned: number | null | undefined,
): Known<T> {
  if (!fact.known || pinned === undefined || fact.value.id === pinned) return fact;
  const then = pinned === null ? 'nobody' : `id ${pinned}`;
  return unknown('name-changed', `${name} was ${then} when this policy came into force and is id ${fact.value.id} now`);
}
