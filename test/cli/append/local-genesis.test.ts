import { expect, test } from '@jest/globals';
import { genesisOf, headerAt } from '../../../src/cli/append/local-genesis.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { checkSchema, signer, timeOf } from '../../ledger/sample.ts';

test('entry 0 names the key and pins every file beside the data', () => {
  const { entry, files } = genesisOf(signer, timeOf(0));
  expect(checkSchema('ledger', 1, entry.statement)).toEqual([]);
  expect(entry.statement['predicate']).toMatchObject({
    countersign: { ...headerAt(timeOf(0)), n: 1 },
    countersign_ledger: {
      act: 'genesis',
      origin: signer.name,
      keys: [formatVkey(signer)],
      files: Object.fromEntries(files.map(({ path, bytes }) => [path, sha256Hex(bytes)])),
    },
  });
});
