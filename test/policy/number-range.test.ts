import { expect, test } from '@jest/globals';
import { checkRange, isWithin, showRange } from '../../src/policy/number-range.ts';

test('both ends are within', () => {
  expect([0, 1, 2, 3, 4].map((count) => isWithin(count, { min: 1, max: 3 }))).toEqual([false, true, true, true, false]);
  expect([isWithin(0, { max: 0 }), isWithin(1, { max: 0 }), isWithin(9, { min: 9 })]).toEqual([true, false, true]);
});

test('a range that holds no number is a mistake', () => {
  expect(checkRange('total', { min: 3, max: 2 })).toEqual([
    { path: ['total', 'min'], code: 'policy.schema', message: '"min" is above "max" (2)' },
  ]);
  expect([
    checkRange('total', { min: 2, max: 2 }),
    checkRange('total', { min: 2 }),
    checkRange('total', undefined),
  ]).toEqual([[], [], []]);
});

test('what is not limited is null', () => {
  expect([showRange({ max: 2 }), showRange({ min: 0 })]).toEqual([
    { min: null, max: 2 },
    { min: 0, max: null },
  ]);
});
