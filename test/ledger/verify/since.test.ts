import { expect, test } from '@jest/globals';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import { checkSince } from '../../../src/ledger/verify/since.ts';

const leaves = Array.from({ length: 10 }, (_, at) => leafHash(Uint8Array.of(at)));
const since = { origin: 'o', size: 7, root: rootOf(leaves.slice(0, 7)) };

function codes(of: Partial<Parameters<typeof checkSince>[0]>): readonly string[] {
  return checkSince({ since, leaves, origin: 'o', ...of }).map(({ code }) => code);
}

test('a ledger that went on from an earlier checkpoint', () => {
  expect(codes({})).toEqual([]);
  expect(codes({ leaves: leaves.slice(0, 7) })).toEqual([]);
});

test('one that is shorter, that says something else, or that is another', () => {
  expect(codes({ leaves: leaves.slice(0, 6) })).toEqual(['history-rewound']);
  expect(codes({ leaves: leaves.with(0, new Uint8Array(32)) })).toEqual(['history-inconsistent']);
  expect(codes({ origin: 'other' })).toEqual(['checkpoint-origin']);
});

test('a missing entry is named elsewhere', () => {
  expect(codes({ leaves: leaves.with(2, null as never) })).toEqual([]);
});
