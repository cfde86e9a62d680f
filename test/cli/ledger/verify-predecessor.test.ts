import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { showPredecessor } from '../../../src/cli/ledger/verify-predecessor.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { ORIGIN, signer } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { addSuccessor, SUCCESSOR, successorKey } from '../successor.ts';
import { runCli } from '../test-io.ts';

/** A ledger whose key was lost, and the one that goes on, side by side in one repository. */

let branch: LedgerBranch;
beforeEach(() => {
  branch = new LedgerBranch();
  branch.grow(2, 5);
});
afterEach(() => branch.repository.remove());

const KEY = formatVkey(successorKey);
async function verify(...args: readonly string[]) {
  const { code, out } = await runCli(['ledger', 'verify', branch.repository.path, '--format', 'json', ...args]);
  return { code, answer: JSON.parse(out) as { problems: { code: string; message: string }[]; predecessor: unknown } };
}

test('the newest ledger is verified, and that the one before ends where it says', async () => {
  addSuccessor(branch);
  const { code, answer } = await verify('--key', KEY);
  expect(answer).toMatchObject({
    ok: true,
    origin: SUCCESSOR,
    ref: 'refs/heads/countersign/ledger-2',
    predecessor: { origin: ORIGIN, size: 5, key: signer.keyId, compared: true },
  });
  expect(code).toBe(0);
  const { out } = await runCli(['ledger', 'verify', branch.repository.path, '--key', KEY]);
  expect(out).toContain(`before   ${ORIGIN}, whose key ${signer.keyId} was lost, ended with 5 entries`);
});

test('what a forged genesis names as the lost key is shown, not obeyed', () => {
  const predecessor = { origin: ORIGIN, size: 5, root: '', key: '\u001b[2J' };
  expect(showPredecessor({ predecessor, ref: null, problems: [] }).join('\n')).toContain(
    'whose key \\u{1b}[2J was lost',
  );
});

test('the one before is verified when it is named', async () => {
  addSuccessor(branch);
  const { code, answer } = await verify('--key', formatVkey(signer), '--branch', 'countersign/ledger');
  expect(answer).toMatchObject({ ok: true, origin: ORIGIN, ref: 'refs/heads/countersign/ledger', predecessor: null });
  expect(code).toBe(0);
});

test('without the branch before, nothing is compared, and that is said', async () => {
  addSuccessor(branch);
  branch.repository.git(['update-ref', '-d', 'refs/heads/countersign/ledger']);
  const { code, answer } = await verify('--key', KEY);
  expect([code, answer]).toEqual([
    0,
    expect.objectContaining({ predecessor: expect.objectContaining({ compared: false }) }),
  ]);
});

test.each([
  ['another size', { size: 4 }, /ends with another checkpoint: 5 entries, and not 4/],
  ['another root', { root: `${'A'.repeat(43)}=` }, /or another root/],
  ['another ledger', { origin: 'countersign.example/acme/docs' }, /and not countersign.example\/acme\/docs/],
  ['another key', { key: '00000000' }, /holds no key 00000000/],
])('%s than the branch before has is a problem of entry 0', async (_what, changes, message) => {
  addSuccessor(branch, changes);
  const { code, answer } = await verify('--key', KEY);
  expect(answer.problems).toEqual([
    expect.objectContaining({ code: 'predecessor', index: 0, message: expect.stringMatching(message) }),
  ]);
  expect(code).toBe(1);
});

test('a ledger before that somebody went on with, or took away from, is found', async () => {
  addSuccessor(branch);
  branch.grow(7);
  expect((await verify('--key', KEY)).answer.problems).toMatchObject([{ code: 'predecessor' }]);
  branch.tamper({ checkpoint: 'x' });
  expect((await verify('--key', KEY)).answer.problems[0]?.message).toContain('cannot be read');
  branch.tamper({ checkpoint: null });
  expect((await verify('--key', KEY)).answer.problems[0]?.message).toContain('holds no checkpoint');
});

test('every command takes the newest ledger, from a URL as well', async () => {
  addSuccessor(branch);
  const url = `file://${branch.repository.path}`;
  const show = await runCli(['ledger', 'show', url, '0', '--format', 'json']);
  expect(show.out).toContain(SUCCESSOR);
  const older = await runCli(['ledger', 'show', url, '4', '--format', 'json', '--branch', 'countersign/ledger']);
  expect(older.code).toBe(0);
  expect(await runCli(['ledger', 'show', url, '0', '--branch', 'countersign/ledger-3'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no branch countersign/ledger-3'),
  });
});
