import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blockOf, Column } from '../../../src/ledger/verify/column.ts';
import { findRepeated } from '../../../src/ledger/verify/ids.ts';

function columnOf(ids: readonly (Uint8Array | null)[]): Column {
  const column = new Column(16);
  for (let at = 0; at < ids.length; at += 256) column.append(blockOf(ids.slice(at, at + 256), 16));
  return column;
}

/** Ids that begin alike more often than chance would have it. */
const id = fc.tuple(fc.constantFrom(0, 1, 7), fc.nat(3)).map(([start, end]) => {
  const bytes = new Uint8Array(16).fill(start, 0, 6);
  bytes[15] = end;
  return bytes;
});

test('every entry with an id that came before is found, with the first that has it', () => {
  fc.assert(
    fc.property(fc.array(fc.option(id), { maxLength: 600 }), (ids) => {
      const first = new Map<string, number>();
      const expected = ids.flatMap((one, index) => {
        if (one === null) return [];
        const text = one.join();
        const than = first.get(text);
        if (than === undefined) first.set(text, index);
        return than === undefined ? [] : [{ index, than }];
      });
      const found = findRepeated(columnOf(ids)).map((one) => ({ index: one.found.index, than: one.than }));
      expect(found).toEqual(expected);
    }),
  );
});

test('nothing is found among different ones', () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32(0, at);
    return bytes;
  });
  expect(findRepeated(columnOf(ids))).toEqual([]);
});
