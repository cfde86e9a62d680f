import { describe, expect, test } from '@jest/globals';
import { toBytes, toText } from '../../src/base/bytes.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { readEntries, readIntact } from '../../src/ledger/intact.ts';
import { leafHash } from '../../src/ledger/merkle.ts';
import { entriesOf, type Files, grow, ORIGIN, signer, treeOf } from './sample.ts';

describe.each([1, 255, 256, 300, 600])('a ledger of %i entries', (size) => {
  const tree = treeOf(grow(1, size).files);

  test('is what its checkpoint says', () => {
    const { checkpoint, leaves } = readIntact(tree);
    expect(checkpoint).toMatchObject({ origin: ORIGIN, size });
    expect(leaves.rootAt(size)).toEqual(checkpoint.root);
  });

  test('gives its entries in order', () => {
    expect([...readEntries(tree, size)].map(toText)).toEqual(entriesOf(0, size).map(({ bytes }) => toText(bytes)));
  });
});

const change = (edit: (files: Files) => void): Files => {
  const { files } = grow(1, 300);
  edit(files);
  return files;
};

test.each<[string, (files: Files) => void, string, string]>([
  ['no checkpoint', (files) => files.delete('checkpoint'), 'ledger.not-found', 'no checkpoint'],
  ['no note', (files) => files.set('checkpoint', toBytes('hello')), 'ledger.checkpoint', 'not a'],
  ['an entry altered', (files) => files.set('tail/280.json', toBytes('{}')), 'ledger.inconsistent', 'root'],
  ['an entry missing', (files) => files.delete('tail/280.json'), 'ledger.inconsistent', 'entry 280'],
  ['a bundle missing', (files) => files.delete('bundle/000.jsonl'), 'ledger.inconsistent', 'bundle/000.jsonl'],
  ['a tile altered', (files) => files.set('tile/0/000', new Uint8Array(8_192)), 'ledger.inconsistent', 'tile/0/000'],
  ['a tile cut', (files) => files.set('tile/1/000.p/1', new Uint8Array(31)), 'ledger.inconsistent', 'tile/1/000.p/1'],
  ['a tile missing', (files) => files.delete('tile/1/000.p/1'), 'ledger.inconsistent', 'tile/1/000.p/1'],
])('%s: refused, and the place is named', (_what, edit, code, message) => {
  expect(() => readIntact(treeOf(change(edit)))).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('a checkpoint that claims more than anybody could list is refused at once', () => {
  const root = leafHash(new Uint8Array());
  const note = signCheckpoint({ origin: ORIGIN, size: Number.MAX_SAFE_INTEGER, root }, [signer]);
  const files = change((all) => all.set('checkpoint', note));
  expect(() => readIntact(treeOf(files))).toThrow('the files hold 300');
});

test('a missing file ends the reading, and is named', () => {
  const files = change((all) => all.delete('tail/280.json'));
  expect(() => [...readEntries(treeOf(files), 300)]).toThrow('tail/280.json is missing');
});
