import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { count, makePaint, shorten, shortOid, showJson, showLines, showOutside } from '../../src/cli/text.ts';

test.each([
  ['a\u{1b}[31mred', 'a\\u{1b}[31mred'],
  ['line\nbreak\ttab\rreturn', 'line\\nbreak\\ttab\\u{d}return'],
  ['right\u{202e}to left', 'right\\u{202e}to left'],
  ['isolate\u{2066}', 'isolate\\u{2066}'],
  ['zero\u{200b}width\u{feff}', 'zero\\u{200b}width\\u{feff}'],
  ['\u{9b}31m', '\\u{9b}31m'],
  ['tag\u{e0041}', 'tag\\u{e0041}'],
  ['lone \ud800', 'lone \\u{d800}'],
  ['Grüße 你好 😀', 'Grüße 你好 😀'],
])('%j is shown as %j', (text, shown) => {
  expect(showOutside(text)).toBe(shown);
});

test('nothing that a terminal obeys comes through, whatever is given', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.nat(0x10_ffff).map((n) => String.fromCodePoint(n)) }),
      ),
      (text) => {
        for (const shown of [showOutside(text), shorten(text, 20)])
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(showLines(text).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
        expect(Array.from(shorten(text, 20)).length).toBeLessThanOrEqual(20);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('colours are there when they are asked for', () => {
  expect(makePaint(true)('red', 'no')).toBe('\u{1b}[31mno\u{1b}[0m');
  expect(makePaint(false)('red', 'no')).toBe('no');
});

test('numbers agree with their nouns', () => {
  expect([count(1, 'commit'), count(0, 'commit'), count(12_345, 'entry', 'entries')]).toEqual([
    '1 commit',
    '0 commits',
    '12,345 entries',
  ]);
  expect(shortOid('0123456789')).toBe('0123456');
});

test('JSON with escapes for what a terminal obeys is the same JSON', () => {
  const value = { a: 'x\u{202e}\u{7f}\u{e0041}', b: ['\n', 'ü', '\u{1f600}'] };
  const text = showJson(value);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('ü');
});
