import { type Directory, type Known, unknown } from './facts.ts';
import type { Needs } from './needs.ts';

/**
 * What each name of a policy meant when that version came into force: login → id, `org/slug` → id; null: nobody then.
 * GitHub lets others take a login or a slug that was given up, so a name that means somebody else later grants nothing.
 */
export interface Pins {
  readonly users: Readonly<Record<string, number | null>>;
  readonly teams: Readonly<Record<string, number | null>>;
}

/** Pins for these names, or null while one of them could not be read (GitHub failed: it is tried again). */
export function pinNames(needs: Needs, directory: Directory): Pins | null {
  const users = pin(needs.users, directory.users);
  const teams = pin(needs.teams, directory.teams);
  return users === null || teams === null ? null : { users, teams };
}

/** The directory, with every name unknown that does not mean what it meant. Names without a pin pass. */
export function applyPins(directory: Directory, pins: Pins): Directory {
  return { users: compare(directory.users, pins.users), teams: compare(directory.teams, pins.teams) };
}

function pin<T extends { readonly id: number }>(
  names: readonly string[],
  found: Readonly<Record<string, Known<T>>>,
): Record<string, number | null> | null {
  const pins: Record<string, number | null> = {};
  for (const name of names) {
    const fact = found[name];
    if (fact === undefined || (!fact.known && fact.why.code !== 'forbidden')) return null;
    pins[name] = fact.known ? fact.value.id : null;
  }
  return pins;
}

function compare<T extends { readonly id: number }>(
  found: Readonly<Record<string, Known<T>>>,
  pins: Readonly<Record<string, number | null>>,
): Record<string, Known<T>> {
  return Object.fromEntries(Object.entries(found).map(([name, fact]) => [name, compareOne(name, fact, pins[name])]));
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
