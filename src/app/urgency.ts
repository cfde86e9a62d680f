import type { Context } from './context.ts';
import type { Urgency } from './ports.ts';

/** Jobs of these priorities are somebody's who waits: a pull request, a gate, a command, a merge group. */
const LAST_AWAITED = 2;

/** @param priority 0 first … 9 last, as a job has it */
export function urgencyOf(priority: number): 'person' | 'background' {
  return priority <= LAST_AWAITED ? 'person' : 'background';
}

/** The same context, whose requests to GitHub go behind, or before, those of others. */
export function withUrgency(context: Context, urgency: Urgency): Context {
  const { as } = context.forge;
  return { ...context, forge: { ...as[urgency], as } };
}
