import { isFault } from '../../base/fault.ts';
import type { PublicCheck } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';

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

/**
 * Creates a run that is marked already. Where it was not even sent, because as much as GitHub allows was asked for, the
 * mark goes: under pressure every one would otherwise be looked for before it is tried again.
 */
export async function createMarked<T>(
  { store }: Pick<Context, 'store'>,
  { repository, head, checkName }: Pick<PublicCheck, 'repository' | 'head' | 'checkName'>,
  create: () => Promise<T>,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    const isUnsent = isFault(error, 'github.rate-limited') && error.details['held'] === true;
    if (isUnsent) await store.reports.forget(repository, head, checkName);
    throw error;
  }
}
