import { expect, test } from '@jest/globals';
import { addPoints, eachMeter, limitsOf } from '../../../src/github/budget/limits.ts';

test('are those that GitHub publishes, or a part of them', () => {
  expect(limitsOf({ percent: 100, background: 70 })).toEqual({
    most: { rest: 900, graphql: 2_000, content: 80, hourly: 500 },
    places: 100,
    backgroundShare: 0.7,
  });
  expect(limitsOf({ percent: 50, background: 70 }).most).toEqual({
    rest: 450,
    graphql: 1_000,
    content: 40,
    hourly: 250,
  });
});

test('let the dearest request pass, however small the part', () => {
  expect(limitsOf({ percent: 1, background: 70 }).most).toEqual({ rest: 9, graphql: 20, content: 1, hourly: 5 });
});

test('are none at 0', () => {
  expect(limitsOf({ percent: 0, background: 70 }).most).toBeNull();
});

test('points are counted by meter', () => {
  const one = eachMeter((meter) => (meter === 'rest' ? 5 : 1));
  expect(addPoints(one, one)).toEqual({ rest: 10, graphql: 2, content: 2, hourly: 2 });
});
