import type { Context } from './context.ts';
import type { Urgency } from './ports.ts';

/** The same context, whose requests to GitHub go behind, or before, those of others. */
export function withUrgency(context: Context, urgency: Urgency): Context {
  const { as } = context.forge;
  return { ...context, forge: { ...as[urgency], as } };
}
