import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { assertEntryText, isPlainEntryText, toEntryName, toLine } from '../../src/ledger/entry-text.ts';
import { faultOf } from './faults.ts';

describe('what an entry may hold', () => {
  test.each([
    'line\nbreak',
    'bell\u0007',
    'delete\u007f',
    'next line\u0085',
    'separator\u2028',
    'reversed\u202e',
    'isolate\u2066',
  ])('%j may not stand in it, neither as a value nor as a key', (text) => {
    expect(faultOf(() => assertEntryText({ a: [{ b: text }] }))).toBe('ledger.entry');
    expect(faultOf(() => assertEntryText({ [text]: 1 }))).toBe('ledger.entry');
  });

  test.each(['0', '1', '12345', '007'])('the key %j may not: it looks like an integer', (key) => {
    expect(faultOf(() => assertEntryText({ a: { [key]: 1 } }))).toBe('ledger.entry');
    expect(isPlainEntryText(canonicalize({ a: { [key]: 1 } }))).toBe(false);
  });

  test('JSON that is plain is never that of a value that is refused', () => {
    const word = fc.oneof(
      fc.constantFrom('1', '":', '"1":', '\\', '\n', '\u007f', '\u0085', '\u2028', 'a:1', ''),
      fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
      fc.string(),
    );
    const value = fc.dictionary(word, fc.oneof(word, fc.integer(), fc.array(word, { maxLength: 3 })), { maxKeys: 3 });
    fc.assert(
      fc.property(value, (json) => {
        if (isPlainEntryText(canonicalize(json))) expect(faultOf(() => assertEntryText(json))).toBeNull();
      }),
      { numRuns: 1_000 },
    );
    expect(isPlainEntryText(canonicalize({ a: ['b', '1', { c1: 1 }] }))).toBe(true);
  });

  test('words of any language may', () => {
    expect(faultOf(() => assertEntryText({ a: 'Zwei Prüfer — 日本語 👩‍💻', b1: null, c: [1, true] }))).toBeNull();
  });
});

describe('names of rules', () => {
  test('are kept where they can be', () => {
    expect(toEntryName('somebody else reviewed it')).toBe('somebody else reviewed it');
    expect(toEntryName('a\nb\u202ec')).toBe('a\ufffdb\ufffdc');
    expect(toEntryName('')).toBe('\ufffd');
    expect(Array.from(toEntryName('😀'.repeat(300)))).toHaveLength(200);
    expect(toLine('a\u0000\ud800')).toBe('a\ufffd\ufffd');
  });

  test('can always stand in an entry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = toEntryName(text);
        expect(faultOf(() => assertEntryText(name))).toBeNull();
        expect(toEntryName(name)).toBe(name);
      }),
    );
  });
});
