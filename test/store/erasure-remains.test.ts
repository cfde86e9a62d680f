import { describe, expect, test } from '@jest/globals';
import { toPattern } from '../../src/store/erasure-remains.ts';

/** Also a regular expression of JavaScript's, but for the class of letters and digits. */
const matches = (words: readonly string[], text: string): boolean =>
  new RegExp(toPattern(words).replaceAll('[:alnum:]', 'A-Za-z0-9'), 'i').test(text);

describe('a word is found whole', () => {
  test.each(['dana', '"dana"', '@dana,', 'by Dana', 'dana@example.org'])('in %s', (text) =>
    expect(matches(['eli', 'dana'], text)).toBe(true),
  );
  test.each(['danaher', 'dana-2', '_dana', 'verdana', ''])('not in %s', (text) =>
    expect(matches(['dana'], text)).toBe(false),
  );
});

test('what a regular expression obeys is a character like any other', () => {
  expect(matches(['a.b'], 'axb')).toBe(false);
  for (const word of ['x[bot]', 'a+b@c.d', 'a\\b', '(a)', 'a|b', 'a-b'])
    expect(matches([word], ` ${word} `)).toBe(true);
});
