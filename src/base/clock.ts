/** An instant: milliseconds since 1970-01-01T00:00:00Z, as an integer. Stored documents carry RFC 3339 text instead. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The door to time. Computing rooms never see it: they get instants as arguments. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** For lengths of time: nobody sets it, and its instants mean nothing outside of this process. */
export const monotonicClock: Clock = { now: () => performance.now() };

/** RFC 3339, UTC, milliseconds: `2026-11-21T14:02:00.000Z`. Sorts as text. */
export function toRfc3339(at: Instant): string {
  return new Date(at).toISOString();
}

/** The instant of an RFC 3339 text, or null when it is not one. */
export function fromRfc3339(text: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
