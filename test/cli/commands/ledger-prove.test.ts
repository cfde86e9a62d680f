import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseTlogProof } from '../../../src/ledger/tlog-proof.ts';
import { entryAt, ORIGIN } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

let directory: string;
let branch: LedgerBranch;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-prove-'));
  branch = new LedgerBranch();
  branch.grow(1, 300);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  branch.repository.remove();
});

const prove = (...args: readonly string[]) => runCli(['ledger', 'prove', branch.repository.path, ...args]);

describe('the proof', () => {
  test('is the answer: the entry within it, the checkpoint as it stands on the branch', async () => {
    const { code, out, err } = await prove('42');
    const proof = parseTlogProof(Buffer.from(out));
    expect([code, err, proof.index, proof.hashes.length]).toEqual([0, '', 42, 9]);
    expect(Buffer.from(proof.extra ?? [])).toEqual(Buffer.from(entryAt(42).bytes));
    expect(Buffer.from(proof.checkpoint)).toEqual(Buffer.from(branch.ledger.files.get('checkpoint') ?? []));
  });

  test('is written where --out says, without the entry with --detached', async () => {
    const path = join(directory, 'new', '299.tlog-proof');
    const { code, out } = await prove('299', '--detached', '--out', path);
    expect([code, out]).toEqual([0, `${path} proves entry 299 of 300 in ${ORIGIN}.\n`]);
    expect(parseTlogProof(readFileSync(path))).toMatchObject({ index: 299, extra: null });
  });

  test('comes from a URL too: the clone is there until the proof is made', async () => {
    const { code, out } = await runCli(['ledger', 'prove', `file://${branch.repository.path}`, '42']);
    expect([code, out]).toEqual([0, (await prove('42')).out]);
  });

  test('stands in the JSON answer too', async () => {
    const { out } = await prove('7', '--format', 'json');
    const answer = JSON.parse(out) as { readonly proof: string };
    expect(answer).toMatchObject({ version: 1, origin: ORIGIN, size: 300, index: 7, commit: branch.tip(), out: null });
    expect(answer.proof).toBe((await prove('7')).out);
  });
});

describe('no proof', () => {
  test('of an entry that is not there: exit 1, and nothing is written', async () => {
    const path = join(directory, 'none');
    expect(await prove('300', '--out', path)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('300') });
    expect(() => readFileSync(path)).toThrow('ENOENT');
    const { code, out } = await prove('300', '--format', 'json', '--out', path);
    expect([code, JSON.parse(out)]).toEqual([
      1,
      expect.objectContaining({ proof: null, entry: null, leaf: null, out: null }),
    ]);
  });

  test.each(['x', '1.5', '1e3', ''])('of the entry %j: exit 2', async (index) => {
    expect(await prove(index)).toMatchObject({ code: 2, out: '' });
  });

  test('into a place that cannot be written: exit 2', async () => {
    expect(await prove('1', '--out', '/dev/null/x')).toMatchObject({ code: 2, out: '' });
  });

  test('from a branch that was changed: exit 2, and what to do', async () => {
    const other = new LedgerBranch();
    other.grow(3);
    other.tamper({ 'tail/1.json': 'x' });
    const { code, out, err } = await runCli(['ledger', 'prove', other.repository.path, '0']);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('countersign ledger verify')]);
    other.repository.remove();
  });
});
