import { DAY } from '../base/clock.ts';
import { type Civil, readDate, readTimeOfDay, startOfDay, type Weekday, weekdayOf, weekdays } from './civil-time.ts';

/** As a policy file writes it; at least one of them. */
export interface WindowFile {
  readonly days?: string | readonly string[];
  readonly hours?: string;
  readonly from?: string;
  readonly until?: string;
}

/** Some hours of some days, as a clock on the wall shows them. */
export interface TimeWindow {
  readonly days: readonly Weekday[];
  /** Distances from midnight. `end` before `start`: they cross midnight, and belong to the day on which they begin. */
  readonly hours: { readonly start: number; readonly end: number };
  /** Not before; -Infinity: no such limit. */
  readonly from: Civil;
  /** Not then, nor after; Infinity: no such limit. */
  readonly until: Civil;
}

/** Dates that are none count as no limit: `check` has refused them. */
export function readWindow({ days, hours = '00:00-24:00', from, until }: WindowFile): TimeWindow {
  const [start = '', end = ''] = hours.split('-');
  return {
    days: readDays(days ?? weekdays),
    hours: { start: readTimeOfDay(start), end: readTimeOfDay(end) },
    from: (from === undefined ? null : readDate(from)) ?? Number.NEGATIVE_INFINITY,
    until: (until === undefined ? null : readDate(until)) ?? Number.POSITIVE_INFINITY,
  };
}

/** `mon-thu`, `sat`, `fri-mon` (over the end of the week), or a list of days. In the order of the week. */
export function readDays(days: string | readonly string[]): readonly Weekday[] {
  if (typeof days !== 'string') return weekdays.filter((day) => days.includes(day));
  const [first, last = first] = days.split('-').map((name) => weekdays.findIndex((day) => day === name));
  const [start = 0, end = 0] = [first, last];
  return weekdays.filter((_, day) => (start <= end ? start <= day && day <= end : day >= start || day <= end));
}

export function isInside({ days, hours: { start, end }, from, until }: TimeWindow, civil: Civil): boolean {
  if (civil < from || civil >= until) return false;
  const today = startOfDay(civil);
  const time = civil - today;
  if (start < end) return time >= start && time < end && days.includes(weekdayOf(today));
  return (time >= start && days.includes(weekdayOf(today))) || (time < end && days.includes(weekdayOf(today - DAY)));
}

/** Longer than a week: whatever repeats has repeated then. */
const WEEK_AND_MORE = 8 * DAY;

/** When a wall clock that is never put forward or back next shows a time that is inside instead of outside; Infinity: never. */
export function findNextEdge(window: TimeWindow, civil: Civil): Civil {
  const start = Math.max(civil, window.from - 1);
  const edges = [...listEdges(window, start, start + WEEK_AND_MORE), Math.max(window.until, civil)];
  const before = isInside(window, civil);
  return edges.find((edge) => isInside(window, edge) !== before) ?? Number.POSITIVE_INFINITY;
}

/** Has the answer been the same since `from`, on such a clock? */
export function isSteady(window: TimeWindow, from: Civil, civil: Civil): boolean {
  const now = isInside(window, civil);
  return [from, ...listEdges(window, from, civil)].every((edge) => isInside(window, edge) === now);
}

/** Where the answer may change: after the one, not after the other. */
function listEdges({ hours, from, until }: TimeWindow, after: Civil, last: Civil): readonly Civil[] {
  const edges = [from, until];
  for (let day = startOfDay(after); day <= last; day += DAY) edges.push(day, day + hours.start, day + hours.end);
  return edges.filter((edge) => edge > after && edge <= last).toSorted((a, b) => a - b);
}
