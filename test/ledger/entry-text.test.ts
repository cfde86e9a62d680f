import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assertEntryText, toEntryName, toLine } from '../../src/ledger/entry-text.ts';
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
