import { expect, test } from '@jest/globals';
import {
  findNextEdge,
  isInside,
  isSteady,
  readDays,
  readWindow,
  type WindowFile,
} from '../../src/policy/time-window.ts';

/** Monday, 2026-11-23. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, 23 + day, hour, minute);
const DAY = 86_400_000;

test.each<[string | readonly string[], string]>([
  ['mon-thu', 'mon tue wed thu'],
  ['sat', 'sat'],
  ['fri-mon', 'mon fri sat sun'],
  ['mon-mon', 'mon'],
  [['sun', 'tue'], 'tue sun'],
])('%j', (days, expected) => {
  expect(readDays(days).join(' ')).toBe(expected);
});

test.each<[string, WindowFile, number, boolean]>([
  ['the first minute', { hours: '09:00-17:00' }, at(0, 9), true],
  ['the last minute is not in it', { hours: '09:00-17:00' }, at(0, 17), false],
  ['up to the end of the day', { hours: '17:00-24:00' }, at(0, 23, 59), true],
  ['a day', { days: 'tue' }, at(1, 0), true],
  ['another day', { days: 'tue' }, at(2, 0), false],
  ['across midnight, before it', { days: 'fri', hours: '22:00-06:00' }, at(4, 22), true],
  ['across midnight, after it', { days: 'fri', hours: '22:00-06:00' }, at(5, 5, 59), true],
  ['the night before belongs to another day', { days: 'fri', hours: '22:00-06:00' }, at(4, 5), false],
  ['the first day', { from: '2026-11-24' }, at(1, 0), true],
  ['the day before', { from: '2026-11-24' }, at(0, 23, 59), false],
  ['the last day', { until: '2026-11-24' }, at(0, 23, 59), true],
  ['the day after', { until: '2026-11-24' }, at(1, 0), false],
])('%s', (_name, window, civil, expected) => {
  expect(isInside(readWindow(window), civil)).toBe(expected);
});

test.each<[string, WindowFile, number, number]>([
  ['it ends', { hours: '09:00-17:00' }, at(0, 10), at(0, 17)],
  ['it begins', { hours: '09:00-17:00' }, at(0, 18), at(1, 9)],
  ['days that follow each other are one', { days: 'mon-thu' }, at(0, 10), at(4, 0)],
  ['next week', { days: 'mon' }, at(1, 0), at(7, 0)],
  ['a beginning far away', { from: '2030-01-01', days: 'wed' }, at(0, 10), Date.UTC(2030, 0, 2)],
  ['a beginning that is one', { from: '2030-01-01' }, at(0, 10), Date.UTC(2030, 0, 1)],
  ['an end far away', { until: '2030-01-01' }, at(0, 10), Date.UTC(2030, 0, 1)],
  ['what has begun', { from: '2026-11-01' }, at(0, 10), Number.POSITIVE_INFINITY],
  ['what has ended', { until: '2026-11-01', days: 'mon' }, at(0, 10), Number.POSITIVE_INFINITY],
  ['always', { hours: '00:00-24:00' }, at(0, 10), Number.POSITIVE_INFINITY],
  ['never again', { until: '2026-11-25', days: 'sat' }, at(0, 10), Number.POSITIVE_INFINITY],
])('%s', (_name, window, civil, expected) => {
  expect(findNextEdge(readWindow(window), civil)).toBe(expected);
});

test('steady while nothing changed', () => {
  const window = readWindow({ days: 'mon-thu' });
  expect(isSteady(window, at(2, 0) - 2 * DAY, at(2, 0))).toBe(true);
  expect(isSteady(window, at(4, 1) - 2 * DAY, at(4, 1))).toBe(false);
  expect(isSteady(window, at(4, 1), at(4, 1))).toBe(true);
});
