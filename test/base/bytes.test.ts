import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { concatBytes, equalBytes, fromBase64, toBase64, toBytes, toHex, toText } from '../../src/base/bytes.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

test('text survives the way to bytes and back, a byte order mark included', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(toText(toBytes(text))).toBe(text)));
  expect(toText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\uFEFFa');
});

test.each([
  ['a lone continuation byte', [0x80]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a cut sequence', [0xe2, 0x82]],
])('%s is not text', (_, octets) => {
  expect(toText(Uint8Array.from(octets))).toBeNull();
});

test('bytes survive base64, also when they are a view into a larger buffer', () => {
  fc.assert(fc.property(bytes, (whole) => expect(fromBase64(toBase64(whole))).toEqual(whole)));
  expect(toBase64(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).toBe('AgM=');
});

test.each(['AgM', 'AgM=\n', 'Ag-_', 'AgN=', ' AgM=', 'A'])('%j is not the base64 of any bytes', (text) => {
  expect(fromBase64(text)).toBeNull();
});

test('whatever base64 is accepted is the only spelling of its bytes', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = fromBase64(text);
      expect(read === null || toBase64(read) === text).toBe(true);
    }),
  );
});

test('hexadecimal is lower case, two digits a byte', () => {
  expect(toHex(Uint8Array.of(0, 10, 255, 1).subarray(0, 3))).toBe('000aff');
});

test('bytes are equal exactly when their hexadecimal is', () => {
  fc.assert(fc.property(bytes, bytes, (a, b) => expect(equalBytes(a, b)).toBe(toHex(a) === toHex(b))));
  expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
});

test('parts are joined in order', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (parts) =>
      expect(toHex(concatBytes(...parts))).toBe(parts.map(toHex).join('')),
    ),
  );
});
