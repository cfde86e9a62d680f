import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findNextChange } from '../../src/policy/next-change.ts';
import { isInside, readWindow, type WindowFile } from '../../src/policy/time-window.ts';
import { findOffset, type Offset } from '../../src/policy/time-zone.ts';

const QUARTER = 15 * 60_000;
const DAY = 86_400_000;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const offsetOf = (zone: string): Offset => {
  const offset = findOffset(zone);
  if (offset === null) throw new Error(zone);
  return offset;
};
const changeOf = (zone: string, window: WindowFile, at: number) =>
  findNextChange(readWindow(window), offsetOf(zone), at);

test.each<[string, string, WindowFile, number, number | null]>([
  ['an ordinary end', 'UTC', { hours: '09:00-17:00' }, Date.UTC(2026, 10, 24, 10), Date.UTC(2026, 10, 24, 17)],
  ['in winter', 'Europe/Paris', { hours: '09:00-17:00' }, Date.UTC(2026, 10, 24, 18), Date.UTC(2026, 10, 25, 8)],
  [
    'a night that is an hour longer',
    'Europe/Paris',
    { hours: '09:00-17:00' },
    Date.UTC(2026, 9, 24, 18),
    Date.UTC(2026, 9, 25, 8),
  ],
  [
    'put back into the window: it begins twice',
    'Europe/Paris',
    { hours: '02:30-03:00' },
    Date.UTC(2026, 9, 25, 0, 45),
    Date.UTC(2026, 9, 25, 1),
  ],
  [
    'put forward over the beginning',
    'Europe/Paris',
    { hours: '02:30-04:00' },
    Date.UTC(2026, 2, 28, 23),
    Date.UTC(2026, 2, 29, 1),
  ],
  [
    'put forward over all of it: the next night',
    'Europe/Paris',
    { hours: '02:15-02:45' },
    Date.UTC(2026, 2, 28, 23),
    Date.UTC(2026, 2, 30, 0, 15),
  ],
  [
    'a midnight that did not exist',
    'America/Sao_Paulo',
    { days: 'sun' },
    Date.UTC(2018, 10, 4, 2),
    Date.UTC(2018, 10, 4, 3),
  ],
  ['a day that did not exist', 'Pacific/Apia', { days: 'fri' }, Date.UTC(2011, 11, 28, 12), Date.UTC(2012, 0, 5, 10)],
  [
    'a freeze in summer, asked for in winter',
    'Europe/Paris',
    { from: '2030-07-01' },
    Date.UTC(2026, 11, 1),
    Date.UTC(2030, 5, 30, 22),
  ],
  ['it has begun for good', 'Europe/Paris', { from: '2026-10-01' }, Date.UTC(2026, 11, 1), null],
  ['it has just begun for good', 'Europe/Paris', { from: '2026-10-25' }, Date.UTC(2026, 9, 24, 23), null],
  ['it is over', 'Europe/Paris', { until: '2026-10-01' }, Date.UTC(2026, 11, 1), null],
])('%s', (_name, zone, window, at, expected) => {
  expect(changeOf(zone, window, at)).toBe(expected);
});

test('the end of time is near enough', () => {
  expect(changeOf('Europe/Paris', { until: '2999-07-01' }, Date.UTC(2026, 11, 1))).toBe(Date.UTC(2999, 5, 30, 22));
});

/** Around instants at which clocks were put forward or back: by half an hour, an hour, a day, at night and at midnight. */
const places: readonly (readonly [string, number])[] = [
  ['UTC', Date.UTC(2026, 11, 31, 12)],
  ['Europe/Paris', Date.UTC(2026, 2, 29, 1)],
  ['Europe/Paris', Date.UTC(2026, 9, 25, 1)],
  ['America/New_York', Date.UTC(2026, 10, 1, 6)],
  ['America/Sao_Paulo', Date.UTC(2018, 10, 4, 3)],
  ['America/Sao_Paulo', Date.UTC(2019, 1, 17, 2)],
  ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15)],
  ['Asia/Kathmandu', Date.UTC(2026, 1, 28, 12)],
  ['Pacific/Apia', Date.UTC(2011, 11, 30, 10)],
];

const pad = (number: number): string => String(number).padStart(2, '0');
const timeOfDay = fc.nat(95).map((quarter) => `${pad(Math.floor(quarter / 4))}:${pad((quarter % 4) * 15)}`);
const hours = fc
  .tuple(timeOfDay, timeOfDay)
  .filter(([start, end]) => start !== end)
  .map((ends) => ends.join('-'));
const days = fc.oneof(
  fc.tuple(fc.constantFrom(...WEEK), fc.constantFrom(...WEEK)).map((ends) => ends.join('-')),
  fc.uniqueArray(fc.constantFrom(...WEEK), { minLength: 1 }),
);
const near = (at: number) =>
  fc.integer({ min: -4, max: 4 }).map((day) => new Date(at + day * DAY).toISOString().slice(0, 10));

const cases = fc.constantFrom(...places).chain(([zone, at]) =>
  fc.record({
    zone: fc.constant(zone),
    at: fc.integer({ min: -300, max: 300 }).map((quarter) => at + quarter * QUARTER),
    window: fc.record({ days, hours, from: near(at), until: near(at) }, { requiredKeys: [] }),
  }),
);

/** What a person does: looks at the clock and the calendar of the place, and reads the policy. */
function makeOracle(zone: string): (window: WindowFile, at: number) => boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return ({ days: wanted, hours: span, from, until }, at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
    const time = `${parts['hour']}:${parts['minute']}`;
    const today = WEEK.indexOf(String(parts['weekday']).toLowerCase());
    if ((from !== undefined && date < from) || (until !== undefined && date >= until)) return false;
    const isWanted = (day: number): boolean => {
      if (wanted === undefined) return true;
      if (typeof wanted !== 'string') return wanted.includes(WEEK[day] ?? '');
      const [first = '', last = ''] = wanted.split('-');
      for (let each = WEEK.indexOf(first); ; each = (each + 1) % 7) {
        if (each === day) return true;
        if (WEEK[each] === last) return false;
      }
    };
    if (span === undefined) return isWanted(today);
    const [start = '', end = ''] = span.split('-');
    if (start < end) return isWanted(today) && start <= time && time < end;
    return (isWanted(today) && time >= start) || (isWanted((today + 6) % 7) && time < end);
  };
}

const oracles = new Map(places.map(([zone]) => [zone, makeOracle(zone)]));

test('inside and outside are what a person would say, and the next change is the first', () => {
  fc.assert(
    fc.property(cases, ({ zone, at, window }) => {
      const says = (when: number) => oracles.get(zone)?.(window, when);
      const before = isInside(readWindow(window), at + offsetOf(zone)(at));
      expect(before).toBe(says(at));
      const change = changeOf(zone, window, at);
      const last = at + 9 * DAY;
      let first = at + QUARTER;
      while (first <= last && says(first) === before) first += QUARTER;
      if (first <= last) expect(change).toBe(first);
      else expect(change ?? Number.POSITIVE_INFINITY).toBeGreaterThan(last);
    }),
    { numRuns: 400 },
  );
});
