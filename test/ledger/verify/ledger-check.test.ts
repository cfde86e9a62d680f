import { expect, test } from '@jest/globals';
import { parseCheckpoint, signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { readContents } from '../../../src/ledger/verify/contents.ts';
import { LedgerCheck } from '../../../src/ledger/verify/ledger-check.ts';
import { checkSchema, type Files, grow, keyFrom, ORIGIN, signer, treeOf } from '../sample.ts';

const { files } = grow(300, 600);

function open(of: Files, keys = [signer]): LedgerCheck {
  const tree = { ...treeOf(of), hasBundle: (index: number) => of.has(paths.bundle(index)) };
  return new LedgerCheck({ files: tree, keys, origin: ORIGIN, since: null, like: null });
}

test('it says what there is to read, and judges when it was read', () => {
  const check = open(files);
  expect([check.size, check.bundles, check.claimed?.size]).toEqual([600, 2, 600]);
  const statements = { checkSchema, origin: ORIGIN, depth: 'everything' } as const;
  for (const read of readContents(treeOf(files), check.size, { statements, like: null })) check.append(read);
  const contents = check.endContents();
  expect(contents.pins.isComplete).toBe(true);
  expect([check.conclude(contents, []), check.unknown(contents, [])]).toEqual([[], []]);
  expect(check.historyChecks(contents, true)).toMatchObject({ isComplete: true, blobIds: null });
});

test('what nobody signed is not believed where it counts more than there is', () => {
  const root = new Uint8Array(32);
  const claim = (size: number) => signCheckpoint({ origin: ORIGIN, size, root }, [keyFrom(2)]);
  for (const size of [10 ** 15, 601]) {
    const check = open(new Map(files).set('checkpoint', claim(size)));
    expect([check.size, check.claimed?.size]).toEqual([600, size]);
  }
});

test('an older checkpoint over the files of a later one: the files are read', () => {
  const older = grow(300).files.get('checkpoint') ?? new Uint8Array();
  const check = open(new Map(files).set('checkpoint', older));
  expect([check.size, check.claimed]).toEqual([600, parseCheckpoint(older)]);
});
