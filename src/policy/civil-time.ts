import { DAY, HOUR, MINUTE } from '../base/clock.ts';

/** What a clock on the wall and its calendar show, as the milliseconds that it would be in UTC. No instant by itself. */
export type Civil = number;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Midnight of a date like `2026-12-20`; null: there is no such day. */
export function readDate(text: string): Civil | null {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(year, month) ? toCivil(year, month, day) : null;
}

/** A time of day like `09:00`, as its distance from midnight. `24:00` is the end of the day. */
export function readTimeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * HOUR + minutes * MINUTE;
}

/** Midnight of a day of the Gregorian calendar. A year is counted from March, so that a leap day is its last. */
export function toCivil(year: number, month: number, day: number): Civil {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return (marchYear * 365 + leapDays + dayOfYear - DAYS_BEFORE_1970) * DAY;
}

/** From 1 March of the year 0 to 1 January 1970. */
const DAYS_BEFORE_1970 = 719_468;

export function startOfDay(civil: Civil): Civil {
  return Math.floor(civil / DAY) * DAY;
}

/** 1 January 1970 was a Thursday. */
export function weekdayOf(civil: Civil): Weekday {
  const days = Math.floor(civil / DAY) + 3;
  return weekdays[((days % 7) + 7) % 7] ?? 'mon';
}

function lengthOf(year: number, month: number): number {
  const next = month === 12 ? toCivil(year + 1, 1, 1) : toCivil(year, month + 1, 1);
  return (next - toCivil(year, month, 1)) / DAY;
}
