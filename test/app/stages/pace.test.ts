import { describe, expect, test } from '@jest/globals';
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
    for (let at = 0; at < 400; at++) pace.went(9, 9 * HOUR);
    expect(pace.wait(ledger(9 * HOUR), 1)).toBe(HOUR);
  });

  test('keeps an installation below 400 flushes an hour', () => {
    const pace = flushPace(0);
    for (let at = 0; at < 400; at++) pace.went(9, at);
    expect(pace.wait(ledger(400), 400)).toBe(HOUR - 400);
    expect(pace.wait(ledger(400), HOUR + 1)).toBe(0);
    expect(pace.wait({ ...ledger(400), installation: 8 }, 400)).toBe(0);
  });
});

test('evidence has a part of the hour, and leaves the rest to decisions', () => {
  const pace = flushPace(0);
  for (let at = 0; at < 99; at += 1) pace.evidenceWent(9, at);
  expect(pace.waitForEvidence(9, 100)).toBe(0);
  pace.evidenceWent(9, 99);
  expect([pace.waitForEvidence(9, 100), pace.wait(ledger(100), 100)]).toEqual([HOUR - 100, 0]);
  expect([pace.waitForEvidence(8, 100), pace.waitForEvidence(9, HOUR + 1)]).toEqual([0, 0]);
  for (let at = 0; at < 300; at += 1) pace.went(9, 100);
  expect(pace.wait(ledger(100), 101)).toBe(HOUR - 101);
  for (let at = 0; at < 400; at += 1) pace.went(7, 5);
  expect(pace.waitForEvidence(7, 100)).toBe(HOUR - 95);
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
