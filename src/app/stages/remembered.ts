import type { Instant } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Explanation } from '../../policy/explanation.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';

/** What the evaluate stage leaves for the report stage, as the subject's stored verdict. */
export interface Remembered {
  readonly verdict: Verdict;
  readonly explanation: Explanation;
  /** The entry that records it; null: nothing was recorded yet. */
  readonly decision: { readonly ledger: number; readonly entry: string } | null;
  readonly number: number | null;
  /** Who opened the pull request: may ask for it to be judged again, or explained. */
  readonly author: number | null;
  readonly pending: 'in_progress' | 'action_required';
  /** When the result became what it is; null: not known. */
  readonly since: Instant | null;
}

/** Written by ourselves and read back: trusted. An empty document means that nothing was said. */
export function rememberedOf(
  stored: JsonObject | undefined,
): { readonly decision: Remembered['decision'] } & Partial<Remembered> {
  return { decision: null, ...((stored ?? {}) as unknown as Partial<Remembered>) };
}

const FRESH = 10 * 60_000;

/**
 * May we say nothing where there is no policy? Not when our check is required there: nobody must wait for ever. What
 * cannot be read counts as not required: without a policy there is nothing to guard, and GitHub blocks by itself.
 */
export async function isSilent(
  context: Context,
  place: Place,
  { base, checkName }: { readonly base: string; readonly checkName: string },
): Promise<boolean> {
  const key = `${place.repository.id}:${base}`;
  const kept = await context.store.memory.get('required', key);
  if (kept !== null && context.clock.now() - kept.at < FRESH) return kept.value === false;
  const read = await context.forge.repositories.required(place, base, checkName);
  if (read.known) await context.store.memory.set('required', key, read.value.required, context.clock.now());
  return !(read.known && read.value.required);
}
