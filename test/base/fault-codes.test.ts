import { expect, test } from '@jest/globals';
import { faultCodes } from '../../src/base/fault-codes.ts';

const codes = Object.entries(faultCodes);

test.each(codes)(
  '%s is a room and a name, and says in a line what it means and what to do',
  (code, { title, next, retry }) => {
    expect(code).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/^\S[^\n]*[^.\s]$/);
    expect(next).toMatch(/^\S[^\n]*\.$/);
    expect(typeof retry).toBe('boolean');
  },
);

test('no two codes have the same title', () => {
  expect(new Set(codes.map(([, { title }]) => title)).size).toBe(codes.length);
});
