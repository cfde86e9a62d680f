import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { proveEntry } from '../../../src/cli/ledger/prove-entry.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { checkProof } from '../../../src/ledger/check-proof.ts';
import { signer } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let branch: LedgerBranch;
beforeAll(() => {
  branch = new LedgerBranch();
  branch.grow(1, 3, 256, 600);
});
afterAll(() => branch.repository.remove());

async function open(): Promise<EntryFiles> {
  return EntryFiles.open(await openSource({ source: branch.repository.path, temporary: '/nonexistent', io: testIo() }));
}

describe('entries of bundles and of the tail', () => {
  test.each([0, 1, 255, 256, 511, 512, 513, 598, 599])('%i is proved', async (index) => {
    using files = await open();
    const proven = await proveEntry(files, index);
    const { proof, entry } = proven ?? {};
    if (proof === undefined || entry === undefined) throw new Error('no proof');
    expect(Buffer.from(entry)).toEqual(Buffer.from(branch.ledger.entries[index]?.bytes ?? []));
    expect(checkProof({ proof, entry, logs: [signer], policy: null })).toMatchObject({ ok: true, problems: [] });
  });
});

test('there is no proof of what is not there', async () => {
  using files = await open();
  expect(await proveEntry(files, 600)).toBeNull();
});

describe('a branch that was changed gives no proof', () => {
  const bytesOf = (path: string): Buffer => Buffer.from(branch.ledger.files.get(path) ?? []);
  const flip = (path: string, at: number): Buffer =>
    bytesOf(path).map((byte, i) => (i === at ? byte ^ 1 : byte)) as Buffer;
  test.each([
    ['the entry', 'tail/599.json', (path: string) => flip(path, 20), 599],
    ['its sibling', 'tail/598.json', (path: string) => flip(path, 20), 599],
    ['a tile', 'tile/0/000', (path: string) => flip(path, 100 * 32), 101],
    ['a tile that is cut', 'tile/0/000', (path: string) => bytesOf(path).subarray(1), 101],
    ['a tile above', 'tile/1/000.p/2', (path: string) => flip(path, 0), 599],
    ['a tile that is missing', 'tile/1/000.p/2', () => null, 599],
    ['a neighbour that is missing', 'tail/598.json', () => null, 599],
  ])('%s', async (_what, path, change, index) => {
    const before = bytesOf(path);
    branch.tamper({ [path]: change(path) });
    try {
      using files = await open();
      await expect(proveEntry(files, index)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
    } finally {
      branch.tamper({ [path]: before });
    }
  });
});
