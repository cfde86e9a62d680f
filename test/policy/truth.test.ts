import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allOf, anyOf, earliest, negate } from '../../src/policy/truth.ts';
import type { Truth } from '../../src/policy/verdict.ts';

const truths = ['met', 'unmet', 'pending', 'unknown'] as const;
const truth = fc.constantFrom<Truth>(...truths);

/** The tables of the design, as tables: rows and columns in the order of `truths`. */
const both: Readonly<Record<Truth, readonly Truth[]>> = {
  met: ['met', 'unmet', 'pending', 'unknown'],
  unmet: ['unmet', 'unmet', 'unmet', 'unmet'],
  pending: ['pending', 'unmet', 'pending', 'unknown'],
  unknown: ['unknown', 'unmet', 'unknown', 'unknown'],
};
const either: Readonly<Record<Truth, readonly Truth[]>> = {
  met: ['met', 'met', 'met', 'met'],
  unmet: ['met', 'unmet', 'pending', 'unknown'],
  pending: ['met', 'pending', 'pending', 'unknown'],
  unknown: ['met', 'unknown', 'unknown', 'unknown'],
};

describe('the truth table', () => {
  test.each(truths)('all and any of %s with each', (left) => {
    expect(truths.map((right) => allOf([left, right]))).toEqual(both[left]);
    expect(truths.map((right) => anyOf([left, right]))).toEqual(either[left]);
  });

  test('not exchanges met and unmet and leaves the others', () => {
    expect(truths.map(negate)).toEqual(['unmet', 'met', 'pending', 'unknown']);
  });

  test('of nothing, all is met and any is unmet', () => {
    expect([allOf([]), anyOf([])]).toEqual(['met', 'unmet']);
  });
});

describe('what always holds', () => {
  test('De Morgan', () => {
    fc.assert(fc.property(fc.array(truth), (parts) => negate(allOf(parts)) === anyOf(parts.map(negate))));
    fc.assert(fc.property(fc.array(truth), (parts) => negate(anyOf(parts)) === allOf(parts.map(negate))));
  });

  test('grouping and order do not matter', () => {
    fc.assert(
      fc.property(fc.array(truth), fc.array(truth), (left, right) => {
        for (const combine of [allOf, anyOf]) {
          expect(combine([combine(left), combine(right)])).toBe(combine([...left, ...right]));
          expect(combine([...right, ...left])).toBe(combine([...left, ...right]));
        }
      }),
    );
  });
});

test('the earliest instant; null is never', () => {
  expect([earliest([]), earliest([null, 5, 3, null]), earliest([null])]).toEqual([null, 3, null]);
});
