import { expect, test } from '@jest/globals';
import { toText } from '../../src/base/bytes.ts';
import { sha256Hex } from '../../src/ledger/digest.ts';
import { genesisFiles, keyFile, pinFiles } from '../../src/ledger/genesis.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { readPath } from '../../src/ledger/path.ts';
import { schemaFiles } from '../../src/ledger/schemas.ts';
import { signer } from './sample.ts';

test('a branch is born with a README, a key, schemas and attributes, each at its place', () => {
  const files = genesisFiles(signer);
  expect(files.map(({ path }) => path)).toEqual([
    'README.md',
    `keys/${signer.keyId}`,
    '.gitattributes',
    ...schemaFiles().map(({ path }) => path),
  ]);
  for (const { path } of files) expect(readPath(path)).toEqual({ is: 'pinned' });
  const attributes = files.find(({ path }) => path === '.gitattributes');
  expect(toText(attributes?.bytes ?? new Uint8Array())).toBe('* -text\n');
});

test('a key file is its vkey and a newline', () => {
  expect(toText(keyFile(signer).bytes)).toBe(`${formatVkey(signer)}\n`);
});

test('pins are the digests of the contents', () => {
  const pins = pinFiles(genesisFiles(signer));
  expect(pins['.gitattributes']).toBe(sha256Hex('* -text\n'));
  expect(Object.keys(pins)).toHaveLength(3 + schemaFiles().length);
});
