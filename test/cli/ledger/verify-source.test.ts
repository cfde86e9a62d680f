import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ledgerVerify } from '../../../src/cli/commands/ledger-verify.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { readDemands, verifyOpened } from '../../../src/cli/ledger/verify-source.ts';
import { readWords } from '../../../src/cli/words.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { keyFrom, signer } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let branch: LedgerBranch;
let temporary: string;
beforeAll(() => {
  branch = new LedgerBranch();
  branch.grow(1, 3);
  temporary = mkdtempSync(join(tmpdir(), 'countersign-verify-'));
});
afterAll(() => {
  branch.repository.remove();
  rmSync(temporary, { recursive: true });
});

const { options, arguments: counts } = ledgerVerify;
const wordsOf = (...args: readonly string[]) =>
  readWords([branch.repository.path, ...args], { command: 'ledger verify', options, arguments: counts });

async function verify(...args: readonly string[]) {
  const [words, io, name] = [wordsOf(...args), testIo(), branch.repository.path];
  const demands = await readDemands(words, io);
  const source = await openSource({ source: name, temporary, io });
  return await verifyOpened({ words, io, demands, opened: { name, source, temporary } });
}

test('what was opened is verified by the keys that are demanded', async () => {
  const right = await verify('--key', formatVkey(signer));
  expect(right.verification).toMatchObject({ ok: true, size: 3 });
  expect(right).toMatchObject({ depth: 'everything', evidence: null, isPinned: false, chosen: { trust: 'given' } });
  expect((await verify('--key', formatVkey(keyFrom(2)))).verification.ok).toBe(false);
  expect((await verify('--bytes-only')).depth).toBe('bytes');
});

test('words that do not go together, and a key that is none, are told before anything is read', async () => {
  await expect(readDemands(wordsOf('--bytes-only', '--replay'), testIo())).rejects.toThrow('not with --bytes-only');
  await expect(readDemands(wordsOf('--key', 'mine'), testIo())).rejects.toThrow();
  await expect(readDemands(wordsOf('--since', '/nonexistent'), testIo())).rejects.toThrow('/nonexistent');
});
