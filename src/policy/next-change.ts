import { DAY, HOUR, type Instant } from '../base/clock.ts';
import { findNextEdge, isInside, isSteady, type TimeWindow } from './time-window.ts';
import type { Offset } from './time-zone.ts';

/** No clock is ever put forward or back twice within it. */
const STEP = 12 * HOUR;

/** Farther than this from what it shows, no putting forward or back matters: the largest so far was a day. */
const REACH = 2 * DAY;

/**
 * The first instant after `at` at which the window's answer is another one; null: there is none. It changes when the
 * clock on the wall reaches an edge of the window, and when the clock is put over one.
 */
export function findNextChange(window: TimeWindow, offset: Offset, at: Instant): Instant | null {
  const ahead = offset(at);
  const civil = at + ahead;
  const due = findNextEdge(window, civil) - ahead;
  if (isSteady(window, civil - REACH, civil)) {
    if (due === Number.POSITIVE_INFINITY) return null;
    if (due - at > 2 * REACH) return findNextChange(window, offset, due - REACH);
  }
  const next = Math.min(due, at + STEP);
  if (offset(next) === ahead) return next === due ? due : findNextChange(window, offset, next);
  const moved = findMove(offset, at, next);
  return isInside(window, moved + offset(moved)) === isInside(window, civil)
    ? findNextChange(window, offset, moved)
    : moved;
}

/** The first instant after `low` at which the clock is put forward or back; at `high` it has been. */
function findMove(offset: Offset, low: Instant, high: Instant): Instant {
  const before = offset(low);
  let [same, moved] = [low, high];
  while (moved - same > 1) {
    const middle = Math.floor((same + moved) / 2);
    if (offset(middle) === before) same = middle;
    else moved = middle;
  }
  return moved;
}
