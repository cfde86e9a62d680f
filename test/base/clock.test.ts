import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  DAY,
  fromRfc3339,
  HOUR,
  MINUTE,
  monotonicClock,
  SECOND,
  systemClock,
  toRfc3339,
} from '../../src/base/clock.ts';

const instants = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });

test('units are milliseconds', () => {
  expect([SECOND, MINUTE, HOUR, DAY]).toEqual([1_000, 60_000, 3_600_000, 86_400_000]);
});

test('the system clock tells the time of this machine, in whole milliseconds', () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(Number.isInteger(now)).toBe(true);
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test('the clock for lengths of time does not go back', () => {
  const before = monotonicClock.now();
  expect(monotonicClock.now()).toBeGreaterThanOrEqual(before);
});

test('an instant survives RFC 3339', () => {
  expect(toRfc3339(Date.UTC(2026, 10, 21, 14, 2))).toBe('2026-11-21T14:02:00.000Z');
  fc.assert(fc.property(instants, (at) => expect(fromRfc3339(toRfc3339(at))).toBe(at)));
});

test('the texts sort as the instants do', () => {
  fc.assert(fc.property(instants, instants, (a, b) => expect(toRfc3339(a) < toRfc3339(b)).toBe(a < b)));
});

test('offsets and fractions of a second are understood', () => {
  expect(fromRfc3339('2026-11-21T15:02:00+01:00')).toBe(Date.UTC(2026, 10, 21, 14, 2));
  expect(fromRfc3339('2026-11-21T14:02:00.25Z')).toBe(Date.UTC(2026, 10, 21, 14, 2, 0, 250));
});

test.each([
  '',
  '2026-11-21',
  '2026-11-21 14:02:00Z',
  '2026-11-21T14:02:00',
  '2026-13-21T14:02:00Z',
  '2026-11-21T25:02:00Z',
  'now',
])('%j is no instant', (text) => expect(fromRfc3339(text)).toBeNull());
