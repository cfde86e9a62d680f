import { describe, expect, test } from '@jest/globals';
import { defaultLimits, limitsOf, NOTHING, type Points, type Urgency } from '../../../src/github/budget/limits.ts';
import { type Serving, serve } from '../../../src/github/budget/serve.ts';

const limits = limitsOf(defaultLimits);
const write = { ...NOTHING, rest: 5 };
const commit = { ...NOTHING, graphql: 5, content: 1, hourly: 1 };

function serving(rest: readonly (readonly [number, number])[]): Serving {
  const spent = { rest, graphql: [], content: [], hourly: [] };
  return { spent, others: {}, promised: NOTHING, now: 100_000, limits };
}
const ask = (...wants: (readonly [Points, Urgency])[]) => ({
  wants: wants.map(([points, urgency]) => ({ points, urgency })),
  isBusy: false,
  kept: NOTHING,
});

describe('points', () => {
  test('go to who asks first, and nobody overtakes who waits for them', () => {
    const { waits } = serve(ask([write, 'person'], [{ ...NOTHING, rest: 1 }, 'person']), serving([[99_000, 896]]));
    expect(waits.every((wait) => wait > 0)).toBe(true);
  });

  test('of another meter are not waited for', () => {
    const { waits, points } = serve(ask([write, 'person'], [commit, 'record']), serving([[99_000, 900]]));
    expect(waits[0]).toBeGreaterThan(59_000);
    expect([waits[1], points]).toEqual([0, commit]);
  });

  test('come free when what was spent leaves the window', () => {
    const { waits } = serve(
      ask([write, 'person']),
      serving([
        [50_000, 2],
        [60_000, 3],
        [99_000, 895],
      ]),
    );
    expect(waits).toEqual([20_500]);
  });

  test('that are under way count, and background work gets no portion of the reserve', () => {
    const { points, spare, free } = serve({ ...ask(), isBusy: true, kept: { ...NOTHING, rest: 600 } }, serving([]));
    expect([free.rest, points.rest, spare.rest]).toEqual([300, 37, 30]);
  });

  test('are not promised farther than a window and a half ahead', () => {
    const many = Array.from({ length: 1_000 }, () => [write, 'person'] as const);
    const { waits } = serve(ask(...many), serving([[99_000, 900]]));
    expect(waits.at(-1)).toBe(90_750);
  });

  test('of an hour are waited for up to an hour', () => {
    const spent = { rest: [], graphql: [], content: [], hourly: [[100_000, 500]] as const };
    expect(serve(ask([commit, 'record']), { ...serving([]), spent }).waits[0]).toBeGreaterThan(3_590_000);
  });
});
