import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { showSentence } from '../../../src/cli/check/sentence.ts';

test('each piece is shown for what it is', () => {
  const sentence = [
    { text: 'commit ' },
    { code: 'abc' },
    { text: ' by ' },
    { login: 'dana' },
    { text: ': ' },
    { outside: 'fix' },
    { text: ' ' },
    { compared: { from: 'c0ffee1'.padEnd(40, '0'), to: 'd4e5f60'.padEnd(40, '0') } },
  ];
  expect(showSentence(sentence)).toBe('commit `abc` by @dana: “fix” c0ffee1..d4e5f60');
});

test('nothing of an outsider is obeyed', () => {
  const piece = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(piece, (text) => {
      for (const sentence of [
        [{ code: text }],
        [{ login: text }],
        [{ outside: text }],
        [{ text }],
        [{ compared: { from: text, to: text } }],
      ]) {
        expect(showSentence(sentence)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
  );
});
