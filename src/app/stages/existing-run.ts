import { isFault } from '../../base/fault.ts';
import type { PublicCheck } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import type { Held } from './hold-lease.ts';

/** Marks a run that we are about to create: if we died then, GitHub may have it, and is asked. */
export const ABOUT_TO_CREATE = 0;

/** The run's id on GitHub; null: there is none (yet). */
export async function existingRun(
  { forge }: Pick<Context, 'forge'>,
  place: Place,
  { runId, head, checkName }: Pick<PublicCheck, 'runId' | 'head' | 'checkName'>,
): Promise<number | null> {
  if (runId !== ABOUT_TO_CREATE) return runId;
  return (await forge.checks.find(place, head, checkName))?.runId ?? null;
}

interface Creation<T> {
  readonly spot: Pick<PublicCheck, 'repository' | 'head' | 'checkName'>;
  readonly held: Held;
  readonly create: () => Promise<T>;
}

/**
 * Creates a run that is marked already. Where it was not even sent, because as much as GitHub allows was asked for, the
 * mark goes: under pressure every one would otherwise be looked for before it is tried again.
 */
export async function createMarked<T>(
  { store }: Pick<Context, 'store'>,
  { spot: { repository, head, checkName }, held, create }: Creation<T>,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (isFault(error, 'github.rate-limited') && error.details['held'] === true) {
      held.require(); // otherwise what stands there by now may be another process'
      await store.reports.forget(repository, head, checkName);
    }
    throw error;
  }
}
