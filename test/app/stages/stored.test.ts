import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromStored, toStored } from '../../../src/app/stages/stored.ts';
import { toBase64, toBytes } from '../../../src/base/bytes.ts';
import { parseEntry } from '../../../src/ledger/entry.ts';
import { leafHash } from '../../../src/ledger/merkle.ts';
import { entryAt } from '../../ledger/sample.ts';

test('an entry comes back from the database byte for byte', () => {
  const entry = entryAt(5);
  const leaf = leafHash(entry.bytes);
  const stored = toStored(entry, { index: 5, leaf });
  expect(stored).toMatchObject({ index: 5, id: entry.id, kind: 'decision', n: entry.n });
  expect(toBytes(stored.bytes)).toEqual(new Uint8Array(entry.bytes));
  expect(parseEntry(toBytes(stored.bytes)).statement).toEqual(entry.statement);
  expect(fromStored(stored.leaf)).toEqual(leaf);
});

test('it is filed under its subject as the statement has it, canonical', () => {
  const entry = entryAt(5);
  const { subject } = toStored(entry, { index: 5, leaf: new Uint8Array(32) });
  expect(JSON.parse(subject)).toEqual(entry.statement['subject']);
});

test('hashes survive the way through base64', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect([...fromStored(toBase64(bytes))]).toEqual([...bytes]);
    }),
  );
});

test('what cannot have been stored is a bug, not a guess', () => {
  expect(() => toStored(entryAt(5), { index: 5, leaf: undefined })).toThrow(/no leaf hash/);
  expect(() => fromStored('not base64!')).toThrow(/base64/);
  const nobody = { ...entryAt(5), statement: { subject: [] } };
  expect(() => toStored(nobody, { index: 5, leaf: new Uint8Array(32) })).toThrow(/without a subject/);
});
