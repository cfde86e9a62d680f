import { expect, test } from '@jest/globals';
import { checkGlobs, globsOf } from '../../src/policy/glob-list.ts';

test('one glob or several', () => {
  expect([globsOf('a*'), globsOf(['a', 'b'])]).toEqual([['a*'], ['a', 'b']]);
});

test('a glob that cannot be understood is named with its place', () => {
  expect(checkGlobs(['name'], 'a{')).toEqual([
    { path: ['name'], code: 'policy.pattern', message: '"{" is never closed', offset: 1 },
  ]);
  expect(checkGlobs(['name'], ['a', '!b'])).toMatchObject([{ path: ['name', 1], offset: 0 }]);
  expect(checkGlobs([], ['a', '**'])).toEqual([]);
});
