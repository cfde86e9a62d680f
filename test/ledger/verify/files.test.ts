import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { checkFiles } from '../../../src/ledger/verify/files.ts';
import { addPins, emptyPins, type Pins } from '../../../src/ledger/verify/pins.ts';
import { entryAt, grow, keyFrom, signer, treeOf } from '../sample.ts';

const sample = grow(300).files;

function genesisPins(): Pins {
  const pins = emptyPins();
  addPins(entryAt(0), 0, pins);
  return pins;
}

function found(
  change: (files: Map<string, Uint8Array>) => void,
  options: { pins?: Pins; signers?: readonly (typeof signer)[] } = {},
) {
  const files = new Map(sample);
  change(files);
  const checks = { size: 300, pins: options.pins ?? genesisPins(), signers: options.signers ?? [signer] };
  return checkFiles(treeOf(files), checks).map(({ code, index }) => (index === null ? code : `${code} ${index}`));
}

test('the files of a ledger that nobody touched', () => {
  expect(found(() => undefined)).toEqual([]);
});

describe('files that are not data', () => {
  test.each([
    ['README.md', ['readme-altered']],
    ['.gitattributes', ['file-altered']],
    ['schema/ledger/1.json', ['schema-altered']],
    [`keys/${signer.keyId}`, ['key-altered']],
  ])('%s, altered or missing', (path, codes) => {
    expect(found((files) => files.set(path, toBytes('x')))).toEqual(codes);
    expect(found((files) => files.delete(path))).toEqual(codes);
  });

  test('cannot be judged without genesis, except those that no ledger has', () => {
    const pins = emptyPins();
    expect(found((files) => files.set('README.md', toBytes('x')), { pins })).toEqual([]);
    expect(found((files) => files.set('notes.md', toBytes('x')), { pins })).toEqual(['stray-file']);
  });
});

describe('keys', () => {
  test('the one that signs must be one that the ledger names', () => {
    expect(found(() => undefined, { signers: [keyFrom(2)] })).toEqual(['key-altered']);
  });

  test('a key that cannot be read is a problem, not an error', () => {
    const pins = genesisPins();
    pins.keys.add('nonsense');
    expect(found(() => undefined, { pins })).toEqual(['key-altered']);
  });
});

test('strays, with the entry that they pretend to hold', () => {
  const strays = [
    'tail/5.json',
    'tail/300.json',
    'bundle/001.jsonl',
    'tile/0/001.p/44',
    'tile/1/000.p/2',
    'keys/00000000',
    'a',
  ];
  const codes = found((files) => strays.forEach((path) => files.set(path, toBytes('x'))));
  expect(codes).toEqual([
    'stray-file 5',
    'stray-file 300',
    'stray-file 256',
    ...Array.from({ length: 4 }, () => 'stray-file'),
  ]);
});
