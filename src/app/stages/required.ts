import { HOUR, MINUTE } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import type { Collected, Place } from '../ports.ts';

/** What the rules of a branch ask of our check; `required`: whether of our app only is not known. */
export type Requirement = 'pinned' | 'unpinned' | 'required' | 'absent';

const FRESH = 10 * MINUTE;
const UNTIL_NEXT_LOOK = 2 * HOUR;
const REQUIRED = 'required';

interface Asked {
  readonly base: string;
  readonly checkName: string;
}

/** Null: it is not known. Where several rules name the check, one that asks for our app is enough. */
export function requirementOf(
  { config }: Pick<Context, 'config'>,
  { requiredChecks }: Pick<Collected, 'requiredChecks'>,
  checkName: string,
): Requirement | null {
  if (!requiredChecks.known) return null;
  const ours = requiredChecks.value.filter(({ context }) => context === checkName);
  if (ours.length === 0) return 'absent';
  if (ours.some(({ appId }) => appId === config.appId)) return 'pinned';
  return ours.some(({ appId }) => appId === 'unsaid') ? 'required' : 'unpinned';
}

/**
 * May we say nothing where there is no policy? Not when our check is required there: nobody must wait for ever. What
 * cannot be read counts as not required: without a policy there is nothing to guard, and GitHub blocks by itself.
 */
export async function isSilent(
  context: Context,
  place: Place,
  { requirement, ...asked }: Asked & { readonly requirement: Requirement | null },
): Promise<boolean> {
  if (requirement !== null && requirement !== 'absent') return false;
  const kept = await context.store.memory.get(REQUIRED, keyOf(place, asked));
  const age = kept === null ? Number.POSITIVE_INFINITY : context.clock.now() - kept.at;
  // Classic protection shows only when it is asked for: what the hourly look found holds until the next one.
  if (requirement === 'absent') return kept?.value !== true || age >= UNTIL_NEXT_LOOK;
  return age < FRESH ? kept?.value === false : !(await readRequired(context, place, asked));
}

/** Asked of GitHub, with classic protection, and remembered. Not known: no. */
export async function readRequired(context: Context, place: Place, asked: Asked): Promise<boolean> {
  const read = await context.forge.repositories.required(place, asked.base, asked.checkName);
  if (!read.known) return false;
  await context.store.memory.set(REQUIRED, keyOf(place, asked), read.value.required, context.clock.now());
  return read.value.required;
}

function keyOf({ repository }: Place, { base }: Asked): string {
  return `${repository.id}:${base}`;
}
