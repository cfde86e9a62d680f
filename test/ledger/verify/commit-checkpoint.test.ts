import { expect, test } from '@jest/globals';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import type { VerifierKey } from '../../../src/ledger/note-key.ts';
import type { LedgerCommit } from '../../../src/ledger/tree.ts';
import { judgeCommit, readCommit } from '../../../src/ledger/verify/commit-checkpoint.ts';
import { KeyTrust } from '../../../src/ledger/verify/key-trust.ts';
import { grow, keyFrom, ORIGIN, signer } from '../sample.ts';

const [commit] = grow(2).commits as [LedgerCommit];
const known = { keys: [signer], candidates: [], origin: ORIGIN };
const trustIn = (key: VerifierKey) => new KeyTrust([key], { first: [], rotations: [], refused: [] });

test('a commit has the checkpoint that a known key signed, and no other', () => {
  const read = readCommit(commit, known);
  expect(judgeCommit(commit, read, trustIn(signer))).toEqual({ now: read.checkpoint, ofNote: [], ofMessage: [] });
  expect(read.checkpoint?.size).toBe(2);
  const other = keyFrom(2);
  const { now, ofNote } = judgeCommit(commit, readCommit(commit, { ...known, keys: [other] }), trustIn(other));
  expect(now).toBeNull();
  expect(ofNote).toMatchObject([{ code: 'checkpoint-signature', commit: commit.oid }]);
});

test('its trailers say the same', () => {
  const root = readCommit(commit, known).checkpoint?.root ?? new Uint8Array();
  const other = (checkpoint: Uint8Array) => readCommit({ ...commit, checkpoint }, known).ofMessage;
  const larger = signCheckpoint({ origin: ORIGIN, size: 3, root }, [signer]);
  expect(other(larger)).toMatchObject([{ code: 'trailer-mismatch', commit: commit.oid }]);
  const forked = signCheckpoint({ origin: ORIGIN, size: 2, root: new Uint8Array(32) }, [signer]);
  expect(other(forked)).toMatchObject([{ code: 'trailer-mismatch' }]);
  expect(readCommit({ ...commit, message: 'x' }, known).ofMessage[0]?.message).toContain(
    'Ledger-Size missing, Ledger-Root missing',
  );
});
