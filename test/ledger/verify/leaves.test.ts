import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import { hashAt, hashesIn, joinHashes } from '../../../src/ledger/verify/leaves.ts';
import { leavesOf } from '../sample.ts';

const hashes = Array.from({ length: 700 }, (_, at) => leafHash(Uint8Array.of(at >> 8, at & 255)));

test('the root over any beginning is that of its hashes, in whatever order they are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 12 }), (sizes) => {
      const leaves = leavesOf(hashes);
      for (const size of sizes) expect(leaves.rootAt(size)).toEqual(rootOf(hashes.slice(0, size)));
    }),
    { numRuns: 30 },
  );
});

test('beyond the end, or behind a missing one, there is none', () => {
  const leaves = leavesOf(hashes.map((hash, at) => (at === 300 ? null : hash)));
  expect([leaves.length, leaves.whole]).toEqual([700, 300]);
  expect(leaves.rootAt(300)).toEqual(rootOf(hashes.slice(0, 300)));
  expect([leaves.rootAt(301), leaves.rootAt(701), leaves.at(300), leaves.ofBundle(1)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(leaves.ofBundle(0)).toEqual(rootOf(hashes.slice(0, 256)));
  expect(leaves.at(301)).toEqual(hashes[301]);
  expect(leaves.run(512, 188)).toEqual(joinHashes(hashes.slice(512)));
});

test('hashes are joined and cut', () => {
  const joined = joinHashes(hashes.slice(0, 3));
  expect(hashesIn(joined)).toEqual(hashes.slice(0, 3));
  expect(hashAt(joined, 2)).toEqual(hashes[2]);
});
