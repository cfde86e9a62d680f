import { describe, expect, test } from '@jest/globals';
import { compilePattern, findPatternFault } from '../../src/policy/pattern.ts';

describe('what RE2 does not know is named with its place', () => {
  test.each([
    ['a(?=b)', 'RE2 has no look-around: (?=', 1],
    ['ab(?<!c)', 'RE2 has no look-around: (?<', 2],
    ['(a)\\1', 'RE2 has no back-references: \\1', 3],
    ['a(', 'missing closing ): a(', 0],
    ['x[z-a]', 'invalid character class range: z-a', 2],
    ['a{1001}', 'invalid repeat count: {1001}', 1],
    ['((((a{30}){30}){30}){30})', 'invalid repeat count', 0],
  ])('%s', (source, message, offset) => {
    const fault = findPatternFault(source);
    expect(fault?.message).toContain(message.slice(0, 24));
    if (offset > 0) expect(fault?.offset).toBe(offset);
  });
});

test('a good pattern is compiled once', () => {
  expect(findPatternFault('^(feat|fix): .+')).toBeNull();
  expect(compilePattern('^(feat|fix): .+')).toBe(compilePattern('^(feat|fix): .+'));
});

test('patterns come and go without end', () => {
  for (let index = 0; index < 3_000; index++) compilePattern(`p${index}`);
  expect(compilePattern('p0').test('p0')).toBe(true);
});

test('a pattern that backtracks for ever elsewhere answers at once', () => {
  const text = `${'a'.repeat(50_000)}!`;
  expect(compilePattern('^(a+)+$').test(text)).toBe(false);
  expect(compilePattern('(x+x+)+y').test('x'.repeat(50_000))).toBe(false);
}, 2_000);

test('a few characters cannot stand for thousands of steps', () => {
  expect(findPatternFault('(?:a?){1000}')?.message).toBe('the pattern repeats too much: 2002 steps, at most 1000');
  expect(findPatternFault('[ab]{900}')).toBeNull();
});
