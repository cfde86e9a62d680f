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
