import { expect, test } from '@jest/globals';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import { checkSince } from '../../../src/ledger/verify/since.ts';
import { leavesOf } from '../sample.ts';

const leaves = Array.from({ length: 10 }, (_, at) => leafHash(Uint8Array.of(at)));
const since = { origin: 'o', size: 7, root: rootOf(leaves.slice(0, 7)) };

function codes(of: { readonly leaves?: readonly (Uint8Array | null)[]; readonly origin?: string }): readonly string[] {
  return checkSince({ since, origin: 'o', ...of, leaves: leavesOf(of.leaves ?? leaves) }).map(({ code }) => code);
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
  expect(codes({ leaves: leaves.map((leaf, at) => (at === 2 ? null : leaf)) })).toEqual([]);
});
