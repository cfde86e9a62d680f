import type { Instant } from '../base/clock.ts';
import type { Truth } from './verdict.ts';

/** Met only when every part is; what is surely wrong outweighs what is not known, and that outweighs waiting. */
export function allOf(parts: readonly Truth[]): Truth {
  if (parts.includes('unmet')) return 'unmet';
  if (parts.includes('unknown')) return 'unknown';
  return parts.includes('pending') ? 'pending' : 'met';
}

/** Met as soon as one part is. Of nothing: unmet. */
export function anyOf(parts: readonly Truth[]): Truth {
  if (parts.includes('met')) return 'met';
  if (parts.includes('unknown')) return 'unknown';
  return parts.includes('pending') ? 'pending' : 'unmet';
}

/** Not knowing and waiting have no opposite. */
export function negate(truth: Truth): Truth {
  if (truth === 'met') return 'unmet';
  return truth === 'unmet' ? 'met' : truth;
}

/** The first of several instants; null stands for never. */
export function earliest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
}
