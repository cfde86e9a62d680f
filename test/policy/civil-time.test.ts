import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDate, readTimeOfDay, startOfDay, toCivil, weekdayOf, weekdays } from '../../src/policy/civil-time.ts';

const DAY = 86_400_000;
const someTime = fc.integer({ min: Date.UTC(1800, 0, 1), max: Date.UTC(2999, 11, 31) });

test('dates, midnights and days of the week are those of the calendar', () => {
  fc.assert(
    fc.property(someTime, (at) => {
      const date = new Date(at);
      const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
      expect(toCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(midnight);
      expect(startOfDay(at)).toBe(midnight);
      expect(readDate(date.toISOString().slice(0, 10))).toBe(midnight);
      expect(weekdayOf(at)).toBe(weekdays[(date.getUTCDay() + 6) % 7]);
    }),
  );
});

test.each(['2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', 'x'])(
  '%s is no day',
  (text) => {
    expect(readDate(text)).toBeNull();
  },
);

test('a leap day is one', () => {
  expect(readDate('2028-02-29')).toBe(Date.UTC(2028, 1, 29));
  expect(readDate('2028-12-31')).toBe(Date.UTC(2028, 11, 31));
});

test.each([
  ['00:00', 0],
  ['09:30', 34_200_000],
  ['24:00', DAY],
])('%s', (text, distance) => {
  expect(readTimeOfDay(text)).toBe(distance);
});
