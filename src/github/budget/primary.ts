import { type Instant, MINUTE, SECOND } from '../../base/clock.ts';
import { type Limits, RESOURCES, type Resource, type Urgency } from './limits.ts';

/** What is left of an hour's budget, as an answer's headers say. */
export interface Reading {
  readonly resource: Resource;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds from the answer until the budget is whole again. */
  readonly resetIn: number;
}

export interface Primary {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Instant;
}

/** Answers of one hour name the same moment; its distance is counted in whole seconds, and the answer took its time. */
const SAME_HOUR = MINUTE;

/** Null where the headers say nothing of a budget that we use: no limits (Enterprise Server), or another resource. */
export function readPrimary(headers: object): Reading | null {
  const named = new Map<string, unknown>(Object.entries(headers));
  const count = (name: string): number => Number(named.get(name) ?? Number.NaN);
  const resource = RESOURCES.find((each) => each === named.get('x-ratelimit-resource'));
  const date = named.get('date');
  const resetIn = count('x-ratelimit-reset') * SECOND - Date.parse(typeof date === 'string' ? date : '');
  const [limit, remaining] = [count('x-ratelimit-limit'), count('x-ratelimit-remaining')];
  if (resource === undefined || ![limit, remaining, resetIn].every(Number.isFinite)) return null;
  return { resource, limit, remaining, resetIn: Math.max(0, resetIn) };
}

/** The newer one: of one hour, what has less left, since answers overtake each other. */
export function laterPrimary(a: Primary | null, b: Primary | null): Primary | null {
  if (a === null || b === null) return a ?? b;
  if (Math.abs(a.resetAt - b.resetAt) > SAME_HOUR) return a.resetAt > b.resetAt ? a : b;
  return { limit: b.limit, remaining: Math.min(a.remaining, b.remaining), resetAt: Math.max(a.resetAt, b.resetAt) };
}

/**
 * Milliseconds until a request of this urgency may be made; 0: now.
 *
 * @param underWay requests whose answers are not counted in `remaining` yet
 */
export function waitForPrimary(
  primary: Primary | null,
  { now, urgency, limits, underWay }: { now: Instant; urgency: Urgency; limits: Limits; underWay: number },
): number {
  if (primary === null || primary.resetAt <= now) return 0;
  const kept = urgency === 'background' ? primary.limit * (1 - limits.backgroundShare) : 0;
  return primary.remaining - underWay > kept ? 0 : primary.resetAt - now;
}
