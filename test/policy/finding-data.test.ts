import { expect, test } from '@jest/globals';
import { listOf, numberOf, recordOf, textOf } from '../../src/policy/finding-data.ts';

test('each takes its own kind of value, and something empty of any other', () => {
  for (const value of [undefined, null, true, 'text', 7, ['a'], { a: 1 }]) {
    expect(listOf(value)).toEqual(Array.isArray(value) ? value : []);
    expect(textOf(value)).toBe(typeof value === 'string' ? value : '');
    expect(numberOf(value)).toBe(typeof value === 'number' ? value : 0);
  }
  expect([recordOf({ a: 1 }), recordOf(['a']), recordOf(null)]).toEqual([{ a: 1 }, {}, {}]);
});
