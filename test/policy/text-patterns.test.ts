import { expect, test } from '@jest/globals';
import { checkTexts, judgeText } from '../../src/policy/text-patterns.ts';

const codes = { good: 'good', lacks: 'lacks', has: 'has' };
const judge = (text: string, settings: Parameters<typeof judgeText>[1]) =>
  judgeText(text, settings, codes).map(({ code, data }) => [code, data['patterns'] ?? []]);

test('of several patterns one has to be found, and none of the others', () => {
  expect(judge('b', { matches: ['a', 'b'] })).toEqual([['good', []]]);
  expect(judge('c', { matches: ['a', 'b'] })).toEqual([['lacks', ['a', 'b']]]);
  expect(judge('abc', { not_matches: ['c', 'd', 'a'] })).toEqual([['has', ['c', 'a']]]);
});

test('a line ends before the carriage return that a form sends', () => {
  expect(judge('one\r\ntwo\r\n', { matches: '(?m)^one$' })).toEqual([['good', []]]);
  expect(judge('one\r\ntwo\r\n', { matches: 'one\\ntwo\\n$' })).toEqual([['good', []]]);
});

test('patterns that do not compile, each with its place', () => {
  expect(checkTexts({ matches: 'a(', not_matches: ['b', '*'] })).toMatchObject([
    { path: ['matches'] },
    { path: ['not_matches', 1] },
  ]);
  expect(checkTexts({})).toEqual([]);
});
