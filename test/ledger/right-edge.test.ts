import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import { isFault } from '../../src/base/fault.ts';
import { paths } from '../../src/ledger/layout.ts';
import { leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { emptyEdge, extend, type RightEdge, readRightEdge, rightEdgePaths } from '../../src/ledger/right-edge.ts';
import { partialTile } from '../../src/ledger/tile.ts';

const entry = (index: number): Uint8Array => toBytes(`{"entry":${index}}`);
const entries = (from: number, to: number): Uint8Array[] =>
  Array.from({ length: to - from }, (_, at) => entry(from + at));
const note = toBytes('note');

/** The branch and its right edge after these sizes. */
function grow(sizes: readonly number[]): { readonly files: Map<string, Uint8Array>; readonly edge: RightEdge } {
  const files = new Map<string, Uint8Array>();
  let edge = emptyEdge;
  for (const size of sizes) {
    const { after, changes } = extend(edge, entries(edge.size, size));
    const { additions, deletions } = changes(note);
    for (const path of deletions) files.delete(path);
    for (const { path, bytes } of additions) files.set(path, bytes);
    edge = after;
  }
  return { files, edge };
}

function read(files: ReadonlyMap<string, Uint8Array>, size: number): RightEdge {
  const root = rootOf(entries(0, size).map(leafHash));
  const named = new Set(rightEdgePaths(size));
  const need = (path: string): Uint8Array => (named.has(path) ? files.get(path) : undefined) ?? new Uint8Array();
  return readRightEdge({ origin: 'o', size, root }, need);
}

describe('whatever the sizes on the way', () => {
  const growth = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 });

  test('the branch is the same, and the right edge is read back from it', () => {
    fc.assert(
      fc.property(growth, (steps) => {
        let size = 0;
        const sizes = steps.map((step) => (size += step));
        const { files, edge } = grow(sizes);
        expect(files).toEqual(grow([size]).files);
        expect(read(files, size)).toEqual(edge);
      }),
      { numRuns: 25 },
    );
  });
});

test('the second level is carried on', () => {
  const { files, edge } = grow([65_000, 65_800]);
  expect(edge.partial.get(2)).toHaveLength(1);
  expect(files.has('tile/1/000')).toBe(true);
  expect(read(files, 65_800)).toEqual(edge);
});

test('nothing is built on a tail or a tile that was changed', () => {
  const { files } = grow([520]);
  const tile = paths.tile(partialTile(1, 520) ?? { level: 9, index: 9, width: 9 });
  for (const [path, bytes] of [
    [paths.tail(513), toBytes('{}')],
    [tile, new Uint8Array(64)],
    [tile, new Uint8Array(32)],
  ] as const) {
    let thrown: unknown = null;
    try {
      read(new Map([...files, [path, bytes]]), 520);
    } catch (error) {
      thrown = error;
    }
    expect(isFault(thrown, 'ledger.inconsistent')).toBe(true);
  }
});
