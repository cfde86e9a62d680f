import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readBranch } from '../../../src/cli/ledger/branch-files.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { Spool } from '../../../src/cli/ledger/spool.ts';
import { type VerifiedBranch, verifyBranch } from '../../../src/cli/ledger/verify-branch.ts';
import { verifyLedger } from '../../../src/ledger/verify.ts';
import { checkSchema, ORIGIN, signer, treeOf } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

let temporary: string;
/** Large enough for threads: 26 bundles. */
let large: LedgerBranch;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-verify-'));
  large = new LedgerBranch();
  large.grow(1, 300, 3_000, 6_700);
});
afterAll(() => {
  large.repository.remove();
  rmSync(temporary, { recursive: true });
});

async function verify(path: string, depth: 'everything' | 'bytes' = 'everything'): Promise<VerifiedBranch> {
  const source = await openSource({ source: path, temporary, io: testIo() });
  using spool = new Spool(mkdtempSync(join(temporary, 'x-')));
  const files = await readBranch(source, spool);
  return await verifyBranch({ source, files, keys: [signer], origin: ORIGIN, since: null, depth });
}

/** The same by the room that reads everything at once. */
function inMemory({ ledger }: LedgerBranch) {
  const history = { commits: ledger.commits, isComplete: true };
  return verifyLedger({ tree: treeOf(ledger.files), keys: [signer], origin: ORIGIN, checkSchema, history });
}

describe('a large ledger, in threads', () => {
  test('that nobody touched', async () => {
    const { verification, history } = await verify(large.repository.path);
    expect(verification).toEqual(inMemory(large));
    expect(verification).toMatchObject({ ok: true, size: 6_700, unknown: [] });
    expect(history).toMatchObject({ commits: 4, isComplete: true });
    expect((await verify(large.repository.path, 'bytes')).verification.ok).toBe(true);
  });

  test('from a clone with one commit, and with two', async () => {
    for (const depth of [1, 2]) {
      const path = join(temporary, `shallow-${depth}`);
      large.repository.git([
        'clone',
        '--quiet',
        '--bare',
        `--depth=${depth}`,
        `file://${large.repository.path}`,
        path,
        '--branch',
        'countersign/ledger',
      ]);
      const { verification, history } = await verify(path);
      expect(verification.problems).toEqual([]);
      expect(history).toMatchObject({ commits: depth, isComplete: false });
    }
  });

  test('with a bundle, an entry and a tile changed: the same is found as in memory, with or without what entries say', async () => {
    const other = new LedgerBranch();
    other.grow(1, 300, 6_700);
    const bundle = Buffer.from(other.ledger.files.get('bundle/011.jsonl') ?? []).toString();
    other.tamper({
      'bundle/007.jsonl': null,
      'bundle/011.jsonl': bundle.replace('"installation":11', '"installation":12'),
      'tile/0/020': Buffer.alloc(8_192),
      'tail/6699.json': '{}',
    });
    const { verification } = await verify(other.repository.path);
    const told = (problems: typeof verification.problems) =>
      problems.map(({ code, index, message }) => ({ code, index, message: message.replace(/[0-9a-f]{40}/g, 'id') }));
    expect(verification.ok).toBe(false);
    const codes = verification.problems.map(({ code, index }) => `${code} ${index}`);
    expect(codes).toEqual(
      expect.arrayContaining(['bundle-missing 1792', 'entry-altered 2816', 'tile-altered null', 'entry-altered 6699']),
    );
    const bytes = (await verify(other.repository.path, 'bytes')).verification;
    const ofContent = new Set(['entry-not-canonical', 'entry-schema', 'entry-id', 'time-decreased']);
    expect(told(bytes.problems)).toEqual(told(verification.problems.filter(({ code }) => !ofContent.has(code))));
    other.repository.remove();
  });
});

test('a small one, here', async () => {
  const small = new LedgerBranch({ format: 'sha256' });
  small.grow(1, 3, 300);
  const { verification } = await verify(small.repository.path);
  expect(verification).toEqual(inMemory(small));
  expect(verification.ok).toBe(true);
  small.repository.remove();
});
