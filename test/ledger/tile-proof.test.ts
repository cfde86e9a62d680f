import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../src/base/bytes.ts';
import { appendLeaves, leafHash, rootOfEdge } from '../../src/ledger/merkle.ts';
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from '../../src/ledger/merkle-proof.ts';
import { hashCount } from '../../src/ledger/tile.ts';
import { consistencyRuns, inclusionRuns, proveByTiles, type TileRun, tileOf } from '../../src/ledger/tile-proof.ts';
import { faultOf } from './faults.ts';

const SIZE = 70_000; // three levels of tiles
const leaves = Array.from({ length: SIZE }, (_, at) => leafHash(Uint8Array.of(at & 255, at >> 8, at >> 16)));

const subtrees = new Map(
  appendLeaves([], 0, leaves).subtrees.map(({ level, index, hash }) => [`${level}/${index}`, hash]),
);

/** What tiles of a tree of this size hold, and nothing else. */
function readerOf(size: number): (run: TileRun) => readonly Uint8Array[] {
  return ({ level, first, count }) =>
    Array.from({ length: count }, (_, at) => {
      const hash = level === 0 ? leaves[first + at] : subtrees.get(`${level}/${first + at}`);
      if (hash === undefined || first + at >= hashCount(level, size)) throw new Error(`${level}/${first + at}`);
      return hash;
    });
}

function prove(index: number, size: number): readonly Uint8Array[] {
  return proveByTiles(inclusionRuns(index, size), readerOf(size));
}

test('the proof out of tiles is the proof out of leaves', () => {
  for (const size of [1, 2, 3, 255, 256, 257, 300, 511, 513]) {
    for (let index = 0; index < size; index += size < 10 ? 1 : 37) {
      expect(prove(index, size).map(toHex)).toEqual(proveInclusion(leaves.slice(0, size), index).map(toHex));
    }
  }
});

test('any entry of any tree proves itself, and not with a flipped bit', () => {
  const place = fc.integer({ min: 1, max: SIZE }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
  fc.assert(
    fc.property(place, fc.nat(255), fc.nat(99), ([size, index], bit, at) => {
      const proof = prove(index, size);
      const root = rootOfEdge(appendLeaves([], 0, leaves.slice(0, size)).edge);
      const leaf = leaves[index] ?? root;
      expect(verifyInclusion({ leaf, index, size, root, proof })).toBe(true);
      const flipped = proof.map((hash, i) => (i === at % proof.length ? flip(hash, bit) : hash));
      if (proof.length > 0) expect(verifyInclusion({ leaf, index, size, root, proof: flipped })).toBe(false);
      expect(verifyInclusion({ leaf: flip(leaf, bit), index, size, root, proof })).toBe(false);
    }),
    { numRuns: 15 },
  );
}, 30_000);

describe('consistency', () => {
  const rootAt = (size: number) => rootOfEdge(appendLeaves([], 0, leaves.slice(0, size)).edge);
  const proveGrowth = (oldSize: number, size: number) =>
    proveByTiles(consistencyRuns(oldSize, size), readerOf(size)).map(toHex);

  test('the proof out of tiles is the proof out of leaves', () => {
    for (const size of [0, 1, 2, 3, 7, 8, 255, 256, 257, 513])
      for (let oldSize = 0; oldSize <= size; oldSize += size < 10 ? 1 : 17)
        expect(proveGrowth(oldSize, size)).toEqual(proveConsistency(leaves.slice(0, size), oldSize).map(toHex));
  });

  test('any tree proves that it continues any older one, and no other', () => {
    const sizes = fc
      .tuple(fc.integer({ min: 1, max: SIZE }), fc.integer({ min: 1, max: SIZE }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(sizes, fc.nat(255), ([oldSize, size], bit) => {
        const proof = proveByTiles(consistencyRuns(oldSize, size), readerOf(size));
        const claim = { oldSize, oldRoot: rootAt(oldSize), size, root: rootAt(size), proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(proof.length).toBeLessThan(64);
        expect(verifyConsistency({ ...claim, root: flip(claim.root, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, oldRoot: flip(claim.oldRoot, bit) })).toBe(false);
      }),
      { numRuns: 15 },
    );
  }, 30_000);

  test('a log of any length needs few reads, each within one tile', () => {
    const sizes = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(sizes, ([oldSize, size]) => {
        const proof = consistencyRuns(oldSize, size);
        expect(proof.length).toBeLessThan(64);
        expect(proof.flat().length).toBeLessThan(3 * 53);
        for (const run of proof.flat()) {
          expect(run.first % run.count).toBe(0);
          expect(tileOf(run)).toEqual(tileOf({ ...run, first: run.first + run.count - 1 }));
          expect(run.first + run.count).toBeLessThanOrEqual(hashCount(run.level, size));
        }
      }),
    );
  });

  test('a tree never had more entries than it has', () => {
    for (const [oldSize, size] of [
      [4, 3],
      [-1, 3],
      [0.5, 3],
    ] as const)
      expect(faultOf(() => consistencyRuns(oldSize, size))).toBe('internal.bug');
  });
});

describe('runs', () => {
  test('lie in one tile each, and are few however long the log is', () => {
    const place = fc
      .tuple(fc.maxSafeNat(), fc.maxSafeNat())
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
    fc.assert(
      fc.property(place, ([index, size]) => {
        if (!Number.isSafeInteger(size)) return;
        const runs = inclusionRuns(index, size).flat();
        expect(runs.length).toBeLessThan(2 * 53);
        for (const run of runs) {
          const last = { ...run, first: run.first + run.count - 1 };
          expect(tileOf(run)).toEqual(tileOf(last));
          expect(run.first % run.count).toBe(0);
          expect(last.first).toBeLessThan(hashCount(run.level, size));
        }
      }),
    );
  });

  test('an entry that is not there has none', () => {
    for (const [index, size] of [
      [0, 0],
      [-1, 3],
      [3, 3],
      [0.5, 3],
    ] as const)
      expect(faultOf(() => inclusionRuns(index, size))).toBe('internal.bug');
  });
});

function flip(hash: Uint8Array, bit: number): Uint8Array {
  return hash.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}
