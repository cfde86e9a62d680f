import { expect, test } from '@jest/globals';
import {
  code,
  countOf,
  eachOf,
  joinWith,
  list,
  login,
  oids,
  outside,
  partOf,
  say,
  shortOid,
  timeOfDay,
  toPlain,
} from '../../../src/policy/explain/words.ts';
import { plain } from './telling.ts';

test('neighbouring words become one piece', () => {
  expect(say('a', ' ', say('b', code('c')), '', login('d'))).toEqual([{ text: 'a b' }, { code: 'c' }, { login: 'd' }]);
});

test('lists, short and long', () => {
  const items = (count: number) => Array.from({ length: count }, (_, index) => code(String(index)));
  expect([0, 1, 2, 3].map((count) => plain(list(items(count))))).toEqual([
    '',
    '`0`',
    '`0` and `1`',
    '`0`, `1` and `2`',
  ]);
  expect(plain(list(items(30), 'or'))).toBe('`0`, `1`, `2`, `3`, `4` or 25 more');
  expect(plain(oids(['abcdef0123']))).toBe('`abcdef0`');
  expect(plain(joinWith('; ', [say('a'), say('b')]))).toBe('a; b');
});

test('what others wrote is cut by characters, not through the middle of one', () => {
  expect(outside('👍'.repeat(5), 3)).toEqual({ outside: '👍👍…' });
  expect(outside('short')).toEqual({ outside: 'short' });
});

test('counting', () => {
  expect([countOf(1, 'rule'), countOf(2, 'rule'), countOf(0, 'match', 'matches')]).toEqual([
    '1 rule',
    '2 rules',
    '0 matches',
  ]);
  expect([partOf(1, 3, 'commit'), partOf(3, 3, 'commit'), partOf(2, 2, 'commit'), partOf(1, 1, 'commit')]).toEqual([
    '1 of 3 commits',
    'all 3 commits',
    'both commits',
    'the commit',
  ]);
  expect([eachOf(1, 'commit'), eachOf(3, 'commit')]).toEqual(['the commit', 'each of the 3 commits']);
  expect(shortOid('0123456789')).toBe('0123456');
});

test('times in UTC, with the day when it is another', () => {
  const noon = Date.UTC(2026, 10, 21, 12, 0);
  expect(timeOfDay(noon, noon + 3_600_000)).toBe('12:00 UTC');
  expect(timeOfDay(noon - 86_400_000, noon)).toBe('2026-11-20 12:00 UTC');
});

test('plain text has no control, direction or line marks', () => {
  expect(toPlain(' a\u0000b\n\u202ec\u2028d\ufeff ')).toBe('a b c d');
});
