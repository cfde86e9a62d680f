import { expect, test } from '@jest/globals';
import type { LedgerCommit } from '../../../src/ledger/tree.ts';
import { checkMessage, findCheckpoint } from '../../../src/ledger/verify/commit-checkpoint.ts';
import { grow, keyFrom, ORIGIN, signer } from '../sample.ts';

const [commit] = grow(2).commits as [LedgerCommit];

test('a commit has the checkpoint that a known key signed, and no other', () => {
  expect(findCheckpoint(commit, { keys: [signer], origin: ORIGIN })).toMatchObject({ now: { size: 2 }, problems: [] });
  const { now, problems } = findCheckpoint(commit, { keys: [keyFrom(2)], origin: ORIGIN });
  expect(now).toBeNull();
  expect(problems).toMatchObject([{ code: 'checkpoint-signature', commit: commit.oid }]);
});

test('its trailers say the same', () => {
  const { now } = findCheckpoint(commit, { keys: [signer], origin: ORIGIN });
  if (now === null) throw new Error('no checkpoint');
  expect(checkMessage(commit, now)).toEqual([]);
  expect(checkMessage(commit, { ...now, size: 3 })).toMatchObject([{ code: 'trailer-mismatch', commit: commit.oid }]);
  expect(checkMessage(commit, { ...now, root: new Uint8Array(32) })).toMatchObject([{ code: 'trailer-mismatch' }]);
  expect(checkMessage({ ...commit, message: 'x' }, now)[0]?.message).toContain(
    'Ledger-Size missing, Ledger-Root missing',
  );
});
