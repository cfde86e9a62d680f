import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../src/base/bytes.ts';
import { isFault } from '../../src/base/fault.ts';
import { appendLeaves, leafHash, nodeHash, rootOf, rootOfEdge } from '../../src/ledger/merkle.ts';

/** The eight leaves that certificate-transparency implementations test with, and the roots they publish. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const hashes = leaves.map((hex) => leafHash(Uint8Array.from(Buffer.from(hex, 'hex'))));

/** RFC 6962, section 2.1, word for word. */
function naiveRoot(of: readonly Uint8Array[]): Uint8Array {
  const [first] = of;
  if (first === undefined) return rootOf([]);
  if (of.length === 1) return first;
  let split = 1;
  while (split * 2 < of.length) split *= 2;
  return nodeHash(naiveRoot(of.slice(0, split)), naiveRoot(of.slice(split)));
}

const manyHashes = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 600 });

describe('roots', () => {
  test.each(roots.map((root, at) => [at + 1, root] as const))('of %i known leaves', (count, root) => {
    expect(toHex(rootOf(hashes.slice(0, count)))).toBe(root);
  });

  test('of the empty tree', () => {
    expect(toHex(rootOf([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('however a tree is grown, its root is that of its leaves', () => {
    fc.assert(
      fc.property(manyHashes, fc.array(fc.nat(200)), (all, steps) => {
        let tree: { edge: readonly Uint8Array[]; size: number } = { edge: [], size: 0 };
        for (const step of [...steps, all.length]) {
          tree = appendLeaves(tree.edge, tree.size, all.slice(tree.size, tree.size + step));
          expect(toHex(rootOfEdge(tree.edge))).toBe(toHex(naiveRoot(all.slice(0, tree.size))));
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('subtrees are named when they become complete, and are the roots of what they cover', () => {
  const all = Array.from({ length: 700 }, (_, at) => leafHash(Uint8Array.of(at % 256, at >> 8)));
  const first = appendLeaves([], 0, all.slice(0, 300));
  const second = appendLeaves(first.edge, 300, all.slice(300));
  const shown = [...first.subtrees, ...second.subtrees].map(({ level, index, hash }) => [level, index, toHex(hash)]);
  expect(shown).toEqual([
    [1, 0, toHex(naiveRoot(all.slice(0, 256)))],
    [1, 1, toHex(naiveRoot(all.slice(256, 512)))],
  ]);
});

test('sizes beyond 2^32 work: a tree of 2^40 + 255 entries gets one more', () => {
  const hash = leafHash(Uint8Array.of(1));
  const edge = Array.from({ length: 9 }, () => hash);
  const { size, edge: grown, subtrees } = appendLeaves(edge, 2 ** 40 + 255, [hash]);
  expect(size).toBe(2 ** 40 + 256);
  expect(grown).toHaveLength(2);
  expect(subtrees.map(({ level, index }) => [level, index])).toEqual([[1, 2 ** 32]]);
});

test.each([
  ['too short', 3, 1],
  ['too long', 4, 2],
  ['of a negative size', -1, 0],
  ['of no whole number', 1.5, 1],
])('an edge %s is refused', (_, size, length) => {
  let thrown: unknown;
  try {
    appendLeaves(hashes.slice(0, length), size, hashes);
  } catch (error) {
    thrown = error;
  }
  expect(isFault(thrown, 'ledger.inconsistent')).toBe(true);
});
