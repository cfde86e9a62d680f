import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flushPace, isLate, untilNext, windowLeft } from '../../../src/app/stages/pace.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/base/clock.ts';
import type { LedgerState } from '../../../src/store/store.ts';

const ledger = (publishedAt: number | null): LedgerState => ({
  id: 1,
  installation: 9,
  repository: { id: 1, owner: 'acme', name: 'shop' },
  scope: 'repository',
  generation: 1,
  origin: 'h/acme/shop',
  branch: 'countersign/ledger',
  endedBy: null,
  decided: { size: 0, root: '', edge: [], time: 0 },
  published: { size: 0, head: null, at: publishedAt },
  pending: 1,
});

describe('flushPace', () => {
  test('lets a flush out at once when the last one is a window ago', () => {
    const pace = flushPace(10 * SECOND);
    expect(pace.wait(ledger(null), 5)).toBe(0);
    expect(pace.wait(ledger(0), 10 * SECOND)).toBe(0);
    expect(pace.wait(ledger(4 * SECOND), 10 * SECOND)).toBe(4 * SECOND);
  });

  test('waits no longer than the window when the clock was set back', () => {
    const pace = flushPace(10 * SECOND);
    expect(pace.wait(ledger(9 * HOUR), HOUR)).toBe(10 * SECOND);
    for (let at = 0; at < 100; at++) pace.went(9, 9 * HOUR);
    expect(pace.wait(ledger(9 * HOUR), 1)).toBe(12 * SECOND);
    for (let at = 0; at < 1_000; at++) pace.went(9, 9 * HOUR);
    expect(pace.wait(ledger(9 * HOUR), 1)).toBe(HOUR);
  });

  test('lets an hour’s first hundred out at once and the others evenly, of each installation', () => {
    const pace = flushPace(0);
    for (let at = 0; at < 99; at++) pace.went(9, at);
    expect(pace.wait(ledger(100), 100)).toBe(0);
    pace.went(9, 100);
    expect(pace.wait(ledger(100), 100)).toBeGreaterThan(11 * SECOND);
    expect(pace.wait(ledger(100), 100)).toBeLessThanOrEqual(12 * SECOND);
    expect(pace.wait(ledger(100), 12 * SECOND + 100)).toBe(0);
    expect(pace.wait({ ...ledger(100), installation: 8 }, 100)).toBe(0);
  });

  test('never lets more than 400 out in an hour, whenever they come, and never stands still', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 * SECOND }), { minLength: 300, maxLength: 900 }), (pauses) => {
        const pace = flushPace(0);
        const went: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          const wait = pace.wait(ledger(null), now);
          expect(wait).toBeLessThanOrEqual(12 * SECOND);
          now += wait;
          expect(pace.wait(ledger(null), now)).toBeLessThanOrEqual(1);
          pace.went(9, now);
          went.push(now);
        }
        for (const [index, at] of went.entries())
          expect(at - (went[index - 400] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(HOUR - SECOND);
      }),
      { numRuns: 20 },
    );
  });
});

test('evidence has a part of the hour, and leaves the rest to decisions', () => {
  const pace = flushPace(0);
  for (let at = 0; at < 25; at += 1) pace.evidenceWent(9, 100);
  expect([pace.waitForEvidence(9, 100), pace.wait(ledger(100), 100)]).toEqual([48 * SECOND, 0]);
  expect([pace.waitForEvidence(8, 100), pace.waitForEvidence(9, 48 * SECOND + 100)]).toEqual([0, 0]);
  for (let at = 0; at < 75; at += 1) pace.went(9, 100);
  expect(pace.wait(ledger(100), 100)).toBe(12 * SECOND);
  for (let at = 0; at < 100; at += 1) pace.went(7, 5);
  expect(pace.waitForEvidence(7, 5)).toBe(12 * SECOND);
});

test.each([
  [null, 5, 0],
  [0, 4 * SECOND, 6 * SECOND],
  [0, 10 * SECOND, 0],
  [0, HOUR, 0],
  [9 * HOUR, HOUR, 10 * SECOND],
])('written at %p, at %p a branch waits %p', (at, now, left) => {
  expect(windowLeft(at, { now, window: 10 * SECOND })).toBe(left);
});

describe('a ledger that waits', () => {
  test.each([
    [null, 10 * SECOND, HOUR, true],
    [HOUR, 10 * SECOND, HOUR + MINUTE, false],
    [HOUR, 10 * SECOND, HOUR + MINUTE + 1, true],
    [HOUR, 10 * MINUTE, HOUR + 20 * MINUTE, false],
    [HOUR, 10 * MINUTE, HOUR + 20 * MINUTE + 1, true],
    // Published by a machine whose clock is ahead: it must not wait until this one has caught up.
    [9 * HOUR, 10 * SECOND, HOUR, true],
  ])('since %s, with a window of %i, is late at %i: %s', (at, window, now, expected) => {
    expect(isLate(ledger(at), { now, window })).toBe(expected);
  });
});

describe('untilNext', () => {
  test('is the same moment for everybody who asks within one stretch', () => {
    const moments = [0, 1, 29_999].map((at) => 600_000 + at + untilNext(30 * SECOND, 600_000 + at));
    expect(new Set(moments)).toEqual(new Set([630_500]));
    expect(630_000 + untilNext(30 * SECOND, 630_000)).toBe(660_500);
  });
});
