import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes, toText } from '../../src/base/bytes.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import {
  draftEntry,
  type EntryFields,
  entryId,
  parseEntry,
  READER_LIMIT_BYTES,
  readCanonical,
  sealEntry,
  WRITER_LIMIT_BYTES,
} from '../../src/ledger/entry.ts';
import { faultOf } from './faults.ts';
import { entryAt, headerOf, ORIGIN, timeOf } from './sample.ts';

function fields(predicate: JsonObject = {}): EntryFields {
  return { origin: ORIGIN, kind: 'event', subject: { name: 'x', digest: {} }, header: headerOf(1), predicate };
}

describe('the id', () => {
  test('is over origin, kind, subject and n, in canonical form', () => {
    const text = '{"kind":"event","n":2,"origin":"o","subject":[{"digest":{},"name":"x"}]}';
    const expected = createHash('sha256').update(text).digest('hex').slice(0, 32);
    expect(entryId({ origin: 'o', kind: 'event', subject: [{ name: 'x', digest: {} }], n: 2 })).toBe(expected);
  });

  test('of a draft is that of its statement, and does not depend on the time', () => {
    const draft = draftEntry(fields());
    const { id, kind, n, statement } = sealEntry(draft, timeOf(5));
    expect(id).toBe(draft.id);
    expect(entryId({ origin: ORIGIN, kind, subject: statement['subject'] ?? null, n })).toBe(id);
  });
});

describe('the bytes', () => {
  test('are canonical JSON on one line, and read back as the same entry', () => {
    const entry = sealEntry(draftEntry(fields({ z: 1, a: 'é' })), timeOf(5));
    expect(toText(entry.bytes)).toMatch(
      /^\{"_type":"https:\/\/in-toto\.io\/Statement\/v1","predicate":\{"a":"é","countersign":\{/,
    );
    expect(toText(entry.bytes)).not.toContain('\n');
    expect(parseEntry(entry.bytes)).toEqual(entry);
    expect(entry).toMatchObject({ kind: 'event', n: 1, time: timeOf(5) });
  });

  test('a draft that was stored as JSON seals to the same bytes', () => {
    const draft = draftEntry(fields({ z: [1, { b: 2, a: 1 }] }));
    const stored = JSON.parse(JSON.stringify(draft.statement)) as JsonObject;
    expect(sealEntry({ statement: stored }, timeOf(1)).bytes).toEqual(sealEntry(draft, timeOf(1)).bytes);
  });

  test('stay below the writers limit, which is known when drafting', () => {
    const base = sealEntry(draftEntry(fields({ x: '' })), timeOf(1)).bytes.length;
    const room = WRITER_LIMIT_BYTES - 1 - base;
    expect(sealEntry(draftEntry(fields({ x: 'a'.repeat(room) })), timeOf(1)).bytes).toHaveLength(
      WRITER_LIMIT_BYTES - 1,
    );
    expect(faultOf(() => draftEntry(fields({ x: 'a'.repeat(room + 1) })))).toBe('ledger.too-large');
  });

  test('hold no control characters and no integer-like keys', () => {
    expect(faultOf(() => draftEntry(fields({ x: 'a\nb' })))).toBe('ledger.entry');
    expect(faultOf(() => draftEntry(fields({ 1: 'a' })))).toBe('ledger.entry');
    expect(faultOf(() => draftEntry(fields({ x: Number.NaN })))).toBe('ledger.entry');
  });

  test('cannot be sealed without a header', () => {
    expect(faultOf(() => sealEntry({ statement: {} }, timeOf(1)))).toBe('ledger.entry');
    expect(faultOf(() => sealEntry({ statement: { predicate: { countersign: 1 } } }, timeOf(1)))).toBe('ledger.entry');
  });
});

describe('reading', () => {
  const good = toText(entryAt(2).bytes) ?? '';

  test.each([
    ['white space', good.replace('{', '{ ')],
    ['a newline', `${good}\n`],
    ['members in another order', JSON.stringify({ z: 1, a: 2 })],
    ['a number in another form', '{"a":1.0}'],
    ['a number that loses digits', '{"a":9007199254740993}'],
    ['a key twice', '{"a":1,"a":1}'],
    ['an escape that is not needed', '{"a":"\\u0041"}'],
    ['a control character', '{"a":"\\n"}'],
    ['an integer-like key', '{"1":1}'],
    ['a byte order mark', `\ufeff${good}`],
    ['an array', '[]'],
    ['nothing', ''],
    ['half an entry', good.slice(0, 100)],
  ])('refuses %s', (_, text) => {
    expect(faultOf(() => readCanonical(toBytes(text)))).toBe('ledger.entry');
  });

  test('refuses bytes that are not UTF-8, and what no reader has to accept', () => {
    expect(faultOf(() => readCanonical(Uint8Array.of(0x22, 0xff, 0x22)))).toBe('ledger.entry');
    expect(faultOf(() => readCanonical(toBytes(`{"a":"${'x'.repeat(READER_LIMIT_BYTES)}"}`)))).toBe('ledger.too-large');
    expect(faultOf(() => readCanonical(toBytes('{"a":'.repeat(12_000))))).toBe('ledger.entry');
    expect(faultOf(() => readCanonical(toBytes(`${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`)))).toBe('ledger.entry');
  });

  test('accepts more than writers write', () => {
    const text = `{"a":"${'x'.repeat(READER_LIMIT_BYTES - 8)}"}`;
    expect(readCanonical(toBytes(text))['a']).toHaveLength(READER_LIMIT_BYTES - 8);
  });

  test.each([
    ['another statement type', { _type: 'https://in-toto.io/Statement/v0.1' }],
    ['an unknown predicate type', { predicateType: 'urn:countersign:rumour:v1' }],
    ['no predicate', { predicate: null }],
    ['the header of another kind', { predicateType: 'urn:countersign:gap:v1' }],
    ['a header without id', { predicate: { countersign: { kind: 'decision', n: 1, time: timeOf(1) } } }],
  ])('refuses %s', (_, change) => {
    const statement = { ...entryAt(2).statement, ...change };
    const bytes = toBytes(canonicalize(statement));
    expect(faultOf(() => readCanonical(bytes))).toBeNull();
    expect(faultOf(() => parseEntry(bytes))).toBe('ledger.entry');
  });

  test('reads or refuses foreign bytes', () => {
    const bytes = entryAt(2).bytes;
    const mutated = fc
      .tuple(fc.nat(bytes.length - 1), fc.nat(255))
      .map(([at, byte]) => bytes.map((old, i) => (i === at ? byte : old)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(toBytes), mutated), (foreign) => {
        expect([null, 'ledger.entry', 'ledger.too-large']).toContain(faultOf(() => parseEntry(foreign)));
      }),
      { numRuns: 300 },
    );
  });
});
