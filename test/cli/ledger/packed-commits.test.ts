import { expect, test } from '@jest/globals';
import { packCommits, packReads, unpackCommits, unpackReads } from '../../../src/cli/ledger/packed-commits.ts';
import { type VerifierKey, verifierKey } from '../../../src/ledger/note-key.ts';
import { readCommit } from '../../../src/ledger/verify/commit-checkpoint.ts';
import { grow, keyFrom, ORIGIN, signer } from '../../ledger/sample.ts';

const { commits } = grow(1, 3, 257);
const noted = [
  ...commits.map(({ oid, message, checkpoint }) => ({ oid, message, checkpoint })),
  { oid: '1'.repeat(40), message: 'Grüße', checkpoint: null },
  { oid: '2'.repeat(40), message: '', checkpoint: new Uint8Array() },
];

test('commits come out as they went in', () => {
  const found = unpackCommits(structuredClone(packCommits(noted)));
  const bytes = (checkpoint: Uint8Array | null) => (checkpoint === null ? null : Buffer.from(checkpoint));
  expect(found.map((one) => ({ ...one, checkpoint: bytes(one.checkpoint) }))).toEqual(
    noted.map((one) => ({ ...one, checkpoint: bytes(one.checkpoint) })),
  );
  expect(unpackCommits(packCommits([]))).toEqual([]);
});

test('so does what was read of them: right, unsigned, by another key, of another origin, and with a wrong message', () => {
  const [mine, other] = [signer, keyFrom(2)].map((key) => verifierKey(key.name, key.publicKey)) as [
    VerifierKey,
    VerifierKey,
  ];
  for (const terms of [
    { keys: [mine], candidates: [], origin: ORIGIN },
    { keys: [other], candidates: [mine], origin: ORIGIN },
    { keys: [other], candidates: [], origin: ORIGIN },
    { keys: [mine], candidates: [], origin: 'elsewhere.example/a/b' },
  ]) {
    const wrong = { ...noted[0], oid: '3'.repeat(40), message: 'x', checkpoint: noted[0]?.checkpoint ?? null };
    const reads = [...noted, wrong].map((commit) => readCommit(commit, terms));
    expect(unpackReads(structuredClone(packReads(reads, terms.origin)))).toEqual(structuredClone(reads));
  }
  expect(unpackReads(packReads([], ORIGIN))).toEqual([]);
});
