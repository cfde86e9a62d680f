import { expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { heldSize, type LedgerFiles, outgrownSize, readContents } from '../../../src/ledger/verify/contents.ts';
import { type Files, grow, treeOf } from '../sample.ts';

const sample = grow(300).files;

function filesOf(files: Files): LedgerFiles {
  return { ...treeOf(files), hasBundle: (index) => files.has(paths.bundle(index)) };
}

test('the bundles come one by one, then the tail, empty as it may be', () => {
  const counts = (size: number): readonly number[] =>
    [...readContents(treeOf(grow(size).files), size, { statements: null, like: null })].map(
      ({ leaves }) => leaves.bytes.length / 32,
    );
  expect(counts(1)).toEqual([1]);
  expect(counts(256)).toEqual([256, 0]);
  expect(counts(600)).toEqual([256, 256, 88]);
});

test('the size that files claim, within reason', () => {
  expect(heldSize([...sample.keys()])).toBe(300);
  expect(heldSize([])).toBe(0);
  expect(heldSize([...grow(512).files.keys()])).toBe(512);
  const hostile = new Map(sample).set(`tail/${10 ** 14}.json`, toBytes('x'));
  expect(heldSize([...hostile.keys()])).toBeLessThan(1_000_000);
});

test('the files of more entries than a checkpoint counts, whose tail was sealed since', () => {
  const { files } = grow(300, 600);
  expect(outgrownSize(filesOf(files), 300)).toBe(600);
  expect(outgrownSize(filesOf(files), 600)).toBeNull();
  expect(outgrownSize(filesOf(files), 590)).toBeNull();
});
