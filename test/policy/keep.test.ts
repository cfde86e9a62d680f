import { expect, test } from '@jest/globals';
import { keep } from '../../src/policy/keep.ts';

test('each answer is made once, until newer ones take its place', () => {
  const made: string[] = [];
  const answer = keep(2, (key) => {
    made.push(key);
    return { key };
  });
  expect(answer('a')).toBe(answer('a'));
  answer('b');
  expect(made).toEqual(['a', 'b']);
  expect(answer('c')).toEqual({ key: 'c' });
  answer('b');
  answer('a');
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('what throws is asked again', () => {
  let asked = 0;
  const answer = keep(2, (): object => {
    asked += 1;
    throw new Error('no');
  });
  expect(() => answer('a')).toThrow('no');
  expect(() => answer('a')).toThrow('no');
  expect(asked).toBe(2);
});
