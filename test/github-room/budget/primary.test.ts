import { describe, expect, test } from '@jest/globals';
import { defaultLimits, limitsOf } from '../../../src/github/budget/limits.ts';
import { laterPrimary, readPrimary, waitForPrimary } from '../../../src/github/budget/primary.ts';

const headers = {
  date: 'Sat, 21 Nov 2026 12:00:00 GMT',
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4200',
  'x-ratelimit-reset': String(Date.parse('2026-11-21T12:10:00Z') / 1_000),
  'x-ratelimit-resource': 'core',
};

describe('headers', () => {
  test('say what is left of the hour, by the clock of GitHub', () => {
    expect(readPrimary(headers)).toEqual({ resource: 'core', limit: 5_000, remaining: 4_200, resetIn: 600_000 });
  });

  test.each([
    ['no budget', {}],
    ['a budget that we do not use', { ...headers, 'x-ratelimit-resource': 'search' }],
    ['no number', { ...headers, 'x-ratelimit-remaining': 'many' }],
    ['no date', { ...headers, date: undefined }],
  ])('with %s say nothing', (_, bad) => {
    expect(readPrimary(bad)).toBeNull();
  });
});

test('of one hour the least counts, of two the later one', () => {
  const early = { limit: 5_000, remaining: 10, resetAt: 1_000_000 };
  const overtaken = { limit: 5_000, remaining: 12, resetAt: 1_000_400 };
  const next = { limit: 5_000, remaining: 4_999, resetAt: 4_600_000 };
  expect(laterPrimary(early, overtaken)).toMatchObject({ remaining: 10 });
  expect(laterPrimary(early, next)).toBe(next);
  expect(laterPrimary(next, early)).toBe(next);
  expect(laterPrimary(null, early)).toBe(early);
  expect(laterPrimary(early, null)).toBe(early);
});

describe('the wait', () => {
  const limits = limitsOf(defaultLimits);
  const primary = { limit: 1_000, remaining: 300, resetAt: 60_000 };
  const wait = (urgency: 'person' | 'record' | 'background', remaining: number, underWay = 0): number =>
    waitForPrimary({ ...primary, remaining }, { now: 10_000, urgency, limits, underWay });

  test('is none while something is left, and then until the hour is over', () => {
    expect([wait('person', 1), wait('person', 0), wait('record', 0)]).toEqual([0, 50_000, 50_000]);
    expect(wait('person', 2, 2)).toBe(50_000);
  });

  test('begins for background work where the reserve begins', () => {
    expect([wait('background', 301), wait('background', 300), wait('person', 300)]).toEqual([0, 50_000, 0]);
  });

  test('is none where nothing is known, or the hour is over', () => {
    expect(waitForPrimary(null, { now: 0, urgency: 'person', limits, underWay: 9 })).toBe(0);
    expect(waitForPrimary({ ...primary, remaining: 0 }, { now: 60_000, urgency: 'person', limits, underWay: 0 })).toBe(
      0,
    );
  });
});
