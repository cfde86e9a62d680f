import { expect, test } from '@jest/globals';
import { demandRange, isBelow } from '../../../src/policy/explain/number-words.ts';

test('what a number has to be', () => {
  expect([{ max: 5 }, { min: 1, max: null }, { min: 1, max: 5 }].map(demandRange)).toEqual([
    'at most 5',
    'at least 1',
    '1 to 5',
  ]);
});

test('too small or too large', () => {
  expect([isBelow({ count: 1, min: 2 }), isBelow({ count: 9, min: null, max: 2 })]).toEqual([true, false]);
});
