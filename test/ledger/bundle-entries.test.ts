import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { concatBytes, toText } from '../../src/base/bytes.ts';
import { bundleBytes } from '../../src/ledger/batch.ts';
import { bundleEntries } from '../../src/ledger/bundle-entries.ts';
import { entriesOf } from './sample.ts';

const entries = entriesOf(0, 256).map(({ bytes }) => bytes);
const bundle = bundleBytes(entries);

test('a bundle gives back the entries that it was made of', () => {
  expect(bundleEntries(0, bundle).map(toText)).toEqual(entries.map(toText));
});

test.each([
  ['nothing', new Uint8Array()],
  ['one line less', bundleBytes(entries.slice(1))],
  ['one line more', bundleBytes([...entries, new Uint8Array()])],
  ['nothing but newlines', new Uint8Array(1_000_000).fill(0x0a)],
  ['no newline at the end', bundle.subarray(0, -1)],
  ['something after the last newline', concatBytes(bundle, Uint8Array.of(0x20))],
])('%s is refused, and the file is named', (_what, bytes) => {
  expect(() => bundleEntries(1_000, bytes)).toThrow(
    expect.objectContaining({ code: 'ledger.inconsistent', message: expect.stringContaining('bundle/x001/000.jsonl') }),
  );
});

test('whatever the bytes are: 256 entries that give the same bytes, or a refusal', () => {
  const lines = fc.array(fc.constantFrom(0x0a, 0x0a, 0x61), { minLength: 250, maxLength: 400 });
  fc.assert(
    fc.property(lines, (codes) => {
      const bytes = Uint8Array.from(codes);
      try {
        expect(bundleBytes(bundleEntries(0, bytes))).toEqual(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ledger.inconsistent' });
        expect(codes.filter((code) => code === 0x0a).length !== 256 || codes.at(-1) !== 0x0a).toBe(true);
      }
    }),
  );
});
