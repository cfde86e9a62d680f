import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeText } from '../../src/git/text-encoding.ts';

test.each([
  [[0xe9], 'ISO-8859-1', 'é'],
  [[0xe9], 'latin1', 'é'],
  [[0xa4, 0xa2], 'EUC-JP', 'あ'],
  [[0x82, 0xa0], 'Shift_JIS', 'あ'],
  [[0xcf, 0xf0], 'CP1251', 'Пр'],
  [[0xc3, 0xa9], null, 'é'],
  [[0xc3, 0xa9], 'UTF8', 'é'],
  [[0xef, 0xbb, 0xbf, 0x61], null, '\u{feff}a'],
])('%j in %s is read as it was meant', (bytes, declared, text) => {
  expect(decodeText(new Uint8Array(bytes), declared)).toEqual({ text, isLossy: false });
});

test('what is not text in its encoding is read as UTF-8 when it is that', () => {
  expect(decodeText(Buffer.from('Grüße €'), 'us-nothing')).toEqual({ text: 'Grüße €', isLossy: false });
  expect(decodeText(Buffer.from([0x61, 0xff]), null)).toEqual({ text: 'a�', isLossy: true });
});

test('any bytes and any declared name have a reading', () => {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom('utf-16le', 'replacement', 'iso-2022-jp', 'x-user-defined', '', 'UTF-8\n'),
  );
  fc.assert(
    fc.property(fc.uint8Array(), names, (bytes, name) => {
      expect(typeof decodeText(bytes, name).text).toBe('string');
    }),
    { numRuns: 2_000 },
  );
});
