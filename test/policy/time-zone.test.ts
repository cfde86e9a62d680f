import { expect, test } from '@jest/globals';
import { findNearestZone, findOffset } from '../../src/policy/time-zone.ts';

const HOUR = 3_600_000;

test.each([
  ['UTC', Date.UTC(2026, 6, 1), 0],
  ['Europe/Paris', Date.UTC(2026, 6, 1), 2],
  ['Europe/Paris', Date.UTC(2026, 11, 1), 1],
  ['Europe/Paris', Date.UTC(2026, 9, 25, 0, 59, 59, 999), 2],
  ['Europe/Paris', Date.UTC(2026, 9, 25, 1), 1],
  ['Asia/Kolkata', Date.UTC(2026, 6, 1), 5.5],
  ['America/New_York', Date.UTC(2026, 11, 31, 23, 30, 15, 1), -5],
  ['Pacific/Apia', Date.UTC(2011, 11, 30, 9, 59), -10],
  ['Pacific/Apia', Date.UTC(2011, 11, 30, 10), 14],
])('%s at %d: %d hours', (zone, at, hours) => {
  expect(findOffset(zone)?.(at)).toBe(hours * HOUR);
});

test('a zone that nobody knows, and what may have been meant', () => {
  expect(findOffset('Europe/Pariss')).toBeNull();
  expect(findOffset('')).toBeNull();
  expect(findNearestZone('Europe/Pariss')).toBe('Europe/Paris');
  expect(findNearestZone('somewhere else')).toBeNull();
});
