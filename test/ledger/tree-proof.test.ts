import { expect, test } from '@jest/globals';
import { isFault } from '../../src/base/fault.ts';
import { parseCheckpoint } from '../../src/ledger/checkpoint.ts';
import { leafHash } from '../../src/ledger/merkle.ts';
import { verifyInclusion } from '../../src/ledger/merkle-proof.ts';
import { proveInTree } from '../../src/ledger/tree-proof.ts';
import { grow, treeOf } from './sample.ts';

const { entries, files } = grow(1, 600);
const checkpoint = parseCheckpoint(files.get('checkpoint') ?? new Uint8Array());

test.each([0, 1, 255, 256, 511, 512, 598, 599])('entry %i is proved out of tiles and tail', (index) => {
  const { size, root } = checkpoint;
  const proof = proveInTree(treeOf(files), checkpoint, index);
  const leaf = leafHash(entries[index]?.bytes ?? new Uint8Array());
  expect(verifyInclusion({ leaf, index, size, root, proof })).toBe(true);
});

test.each([
  ['a tile that is gone', 'tile/0/000', null],
  ['a tile that was cut', 'tile/0/000', new Uint8Array(32)],
  ['an entry of the tail that is gone', 'tail/512.json', null],
])('%s is said', (_, path, bytes) => {
  const changed = new Map(files);
  if (bytes === null) changed.delete(path);
  else changed.set(path, bytes);
  let thrown: unknown = null;
  try {
    proveInTree(treeOf(changed), checkpoint, path.startsWith('tail') ? 513 : 3);
  } catch (error) {
    thrown = error;
  }
  expect(isFault(thrown, 'ledger.inconsistent')).toBe(true);
});
