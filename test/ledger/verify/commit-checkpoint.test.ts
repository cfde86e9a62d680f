import { expect, test } from '@jest/globals';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import type { LedgerCommit } from '../../../src/ledger/tree.ts';
import { readCommit } from '../../../src/ledger/verify/commit-checkpoint.ts';
import { grow, keyFrom, ORIGIN, signer } from '../sample.ts';

const [commit] = grow(2).commits as [LedgerCommit];
const known = { keys: [signer], origin: ORIGIN };

test('a commit has the checkpoint that a known key signed, and no other', () => {
  expect(readCommit(commit, known)).toMatchObject({ now: { size: 2 }, ofNote: [], ofMessage: [] });
  const { now, ofNote } = readCommit(commit, { keys: [keyFrom(2)], origin: ORIGIN });
  expect(now).toBeNull();
  expect(ofNote).toMatchObject([{ code: 'checkpoint-signature', commit: commit.oid }]);
});

test('its trailers say the same', () => {
  const root = readCommit(commit, known).now?.root ?? new Uint8Array();
  const other = (checkpoint: Uint8Array) => readCommit({ ...commit, checkpoint }, known).ofMessage;
  const larger = signCheckpoint({ origin: ORIGIN, size: 3, root }, [signer]);
  expect(other(larger)).toMatchObject([{ code: 'trailer-mismatch', commit: commit.oid }]);
  const forked = signCheckpoint({ origin: ORIGIN, size: 2, root: new Uint8Array(32) }, [signer]);
  expect(other(forked)).toMatchObject([{ code: 'trailer-mismatch' }]);
  expect(readCommit({ ...commit, message: 'x' }, known).ofMessage[0]?.message).toContain(
    'Ledger-Size missing, Ledger-Root missing',
  );
});
