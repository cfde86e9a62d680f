import { HOUR, type Instant, MINUTE, SECOND } from '../base/clock.ts';
import { toCivil } from './civil-time.ts';
import { keep } from './keep.ts';
import { findNearest } from './nearest.ts';

/** How far a wall clock of a place is ahead of UTC at an instant, in milliseconds. */
export type Offset = (at: Instant) => number;

const KEPT = 100;

/** Null: nobody knows a time zone of this name. The rules of daylight saving are those that come with this version of Node. */
export function findOffset(zone: string): Offset | null {
  try {
    return makeOffset(zone).offset;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export function findNearestZone(zone: string): string | null {
  return findNearest(zone, Intl.supportedValuesOf('timeZone'));
}

const makeOffset = keep<{ readonly offset: Offset }>(KEPT, (zone) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return {
    offset: (at) => {
      const whole = Math.floor(at / SECOND) * SECOND;
      const read = format.format(whole).match(/\d+/g) ?? [];
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = read.map(Number);
      return toCivil(year, month, day) + hour * HOUR + minute * MINUTE + second * SECOND - whole;
    },
  };
});
