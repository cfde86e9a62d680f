import { expect, test } from '@jest/globals';
import { blockOf, Column } from '../../../src/ledger/verify/column.ts';

const value = (at: number): Uint8Array => Uint8Array.of(at >> 8, at & 255);

test('a block holds its values, and says which are missing', () => {
  expect(blockOf([value(1), null, value(3)], 2)).toEqual({ bytes: Uint8Array.of(0, 1, 0, 0, 0, 3), missing: [1] });
});

test('values are found by their index, across blocks', () => {
  const column = new Column(2);
  const values = Array.from({ length: 600 }, (_, at) => (at === 300 || at === 310 ? null : value(at)));
  for (let at = 0; at < 600; at += 256) column.append(blockOf(values.slice(at, at + 256), 2));
  expect(column.length).toBe(600);
  expect(column.whole).toBe(300);
  expect(values.map((_, at) => column.at(at))).toEqual(values);
  expect(column.at(600)).toBeNull();
  expect(column.run(254, 2)).toEqual(Uint8Array.of(0, 254, 0, 255));
  expect(column.run(299, 2)).toBeNull();
  expect(column.run(301, 3)).toHaveLength(6);
  expect(column.run(308, 3)).toBeNull();
});

test('without a hole it is whole', () => {
  const column = new Column(2);
  expect([column.length, column.whole, column.at(0)]).toEqual([0, 0, null]);
  column.append(blockOf([value(0), value(1)], 2));
  expect([column.length, column.whole]).toEqual([2, 2]);
});
