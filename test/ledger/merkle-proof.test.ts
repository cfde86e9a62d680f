import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../src/base/bytes.ts';
import { isFault } from '../../src/base/fault.ts';
import { leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from '../../src/ledger/merkle-proof.ts';

const leaves = Array.from({ length: 70 }, (_, at) => leafHash(Uint8Array.of(at)));
const known = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => leafHash(Uint8Array.from(Buffer.from(hex, 'hex'))),
);

function flip(hash: Uint8Array): Uint8Array {
  return Uint8Array.from(hash, (byte, at) => (at === 0 ? byte ^ 1 : byte));
}

describe('inclusion', () => {
  test('the published proof of leaf 5 in the tree of 8', () => {
    expect(proveInclusion(known, 5).map(toHex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  test('every leaf of every tree proves itself, and nothing else', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = rootOf(leaves.slice(0, size));
      for (let index = 0; index < size; index += 1) {
        const proof = proveInclusion(leaves.slice(0, size), index);
        const leaf = leaves[index] ?? root;
        expect(verifyInclusion({ leaf, index, size, root, proof })).toBe(true);
        expect(verifyInclusion({ leaf: flip(leaf), index, size, root, proof })).toBe(false);
        expect(verifyInclusion({ leaf, index: index + 1, size, root, proof })).toBe(false);
        expect(verifyInclusion({ leaf, index, size, root, proof: [...proof, root] })).toBe(false);
        expect(verifyInclusion({ leaf, index, size, root: flip(root), proof })).toBe(false);
        if (proof.length > 0) expect(verifyInclusion({ leaf, index, size, root, proof: proof.slice(1) })).toBe(false);
      }
    }
  });

  test('a leaf that is not there has no proof', () => {
    const attempt = (): unknown => {
      try {
        return proveInclusion(leaves, 70);
      } catch (error) {
        return isFault(error, 'internal.bug');
      }
    };
    expect(attempt()).toBe(true);
  });
});

describe('consistency', () => {
  test('the published proof from 6 to 8', () => {
    expect(proveConsistency(known, 6).map(toHex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  test('every tree continues every shorter one, and no other', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = rootOf(leaves.slice(0, size));
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        const oldRoot = rootOf(leaves.slice(0, oldSize));
        const proof = proveConsistency(leaves.slice(0, size), oldSize);
        expect(verifyConsistency({ oldSize, oldRoot, size, root, proof })).toBe(true);
        expect(verifyConsistency({ oldSize, oldRoot: flip(oldRoot), size, root, proof })).toBe(false);
        expect(verifyConsistency({ oldSize, oldRoot, size, root: flip(root), proof })).toBe(oldSize === 0);
        expect(verifyConsistency({ oldSize, oldRoot, size, root, proof: [...proof, root] })).toBe(false);
      }
    }
  });

  test('no proof at all is not a proof', () => {
    const [oldRoot, root] = [rootOf(leaves.slice(0, 3)), rootOf(leaves)];
    expect(verifyConsistency({ oldSize: 3, oldRoot, size: 70, root, proof: [] })).toBe(false);
    expect(verifyConsistency({ oldSize: 71, oldRoot, size: 70, root, proof: [] })).toBe(false);
    expect(verifyConsistency({ oldSize: -1, oldRoot, size: 70, root, proof: [] })).toBe(false);
  });
});

test('checking foreign proofs never throws', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const number = fc.oneof(fc.nat(80), fc.double(), fc.maxSafeInteger());
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 70 }), hash, number, number, (proof, root, index, size) => {
      expect(verifyInclusion({ leaf: root, index, size, root: flip(root), proof })).toBe(false);
      expect(typeof verifyConsistency({ oldSize: index, oldRoot: root, size, root: flip(root), proof })).toBe(
        'boolean',
      );
    }),
  );
});
