import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import { checkProof, type ProofCheck } from '../../src/ledger/check-proof.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { proveInclusion } from '../../src/ledger/merkle-proof.ts';
import { formatNote, parseNote } from '../../src/ledger/note.ts';
import { formatTlogProof, parseTlogProof, type TlogProof } from '../../src/ledger/tlog-proof.ts';
import { parseWitnessPolicy, type WitnessPolicy } from '../../src/ledger/witness-policy.ts';
import { faultOf } from './faults.ts';
import { keyFrom, ORIGIN, signer } from './sample.ts';
import { cosigned, mlDsaWitnessFrom, witnessFrom, witnessLines } from './witnesses.ts';

const entries = Array.from({ length: 13 }, (_, at) => toBytes(`{"entry":${at}}`));
const leaves = entries.map(leafHash);
const entry = entries[7] ?? new Uint8Array();
const checkpoint = signCheckpoint({ origin: ORIGIN, size: 13, root: rootOf(leaves) }, [signer]);
const proof: TlogProof = { index: 7, hashes: proveInclusion(leaves, 7), checkpoint, extra: null };
const witnesses = [witnessFrom(11), witnessFrom(12), witnessFrom(13)];
const policy = parseWitnessPolicy(toBytes(`${witnessLines(witnesses)}group two 2 W1 W2 W3\nquorum two\n`));

const check = (of: Partial<Parameters<typeof checkProof>[0]> = {}): ProofCheck =>
  checkProof({ proof, entry, logs: [signer], policy: null, ...of });
const codes = (of: Partial<Parameters<typeof checkProof>[0]>) => check(of).problems.map(({ code }) => code);
const withNote = (note: Uint8Array): TlogProof => ({ ...proof, checkpoint: note });

test('an entry in a log whose key signed', () => {
  expect(check()).toMatchObject({
    ok: true,
    checkpoint: { origin: ORIGIN, size: 13 },
    signers: [signer],
    problems: [],
  });
});

test('every entry of every tree of up to 40 is proved through the file; any flipped bit of the file is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(39), fc.nat(), (size, at, bit) => {
      const index = at % size;
      const all = Array.from({ length: size }, (_, i) => toBytes(`entry ${i}`));
      const hashes = all.map(leafHash);
      const note = signCheckpoint({ origin: ORIGIN, size, root: rootOf(hashes) }, [signer]);
      const file = formatTlogProof({ index, hashes: proveInclusion(hashes, index), checkpoint: note, extra: null });
      const of = { entry: all[index] ?? new Uint8Array(), logs: [signer], policy: null };
      expect(checkProof({ ...of, proof: parseTlogProof(file) }).ok).toBe(true);
      const place = bit % (file.length * 8);
      const flipped = file.map((byte, i) => (i === place >> 3 ? byte ^ (1 << (place & 7)) : byte));
      if (faultOf(() => parseTlogProof(flipped)) === null)
        expect(checkProof({ ...of, proof: parseTlogProof(flipped) }).ok).toBe(false);
    }),
  );
});

describe('what is not proved', () => {
  test.each([
    ['another entry', { entry: toBytes('{"entry":8}') }, ['inclusion']],
    ['another place', { proof: { ...proof, index: 6 } }, ['inclusion']],
    ['a place beyond the end', { proof: { ...proof, index: 13 } }, ['inclusion']],
    ['a hash too few', { proof: { ...proof, hashes: proof.hashes.slice(1) } }, ['inclusion']],
    ['a hash too many', { proof: { ...proof, hashes: [...proof.hashes, leafHash(entry)] } }, ['inclusion']],
    ['another key', { logs: [keyFrom(2)] }, ['signature']],
    ['no key at all', { logs: [] }, ['signature']],
    ['a key under a name that is not the origin', { logs: [keyFrom(1, 'another.example')] }, ['signature']],
    [
      'an empty log',
      { proof: withNote(signCheckpoint({ origin: ORIGIN, size: 0, root: rootOf([]) }, [signer])) },
      ['inclusion'],
    ],
  ])('%s', (_, of, expected) => expect(codes(of)).toEqual(expected));

  test('a checkpoint of another log, signed by a key that is trusted for its own', () => {
    const { text } = parseNote(signCheckpoint({ origin: 'other.example', size: 13, root: rootOf(leaves) }, [signer]));
    const signature = { name: ORIGIN, keyId: signer.keyId, signature: signer.sign(toBytes(text)) };
    expect(codes({ proof: withNote(formatNote({ text, signatures: [signature] })) })).toEqual(['origin']);
  });

  test('a note that is no checkpoint', () => {
    const text = 'hello\n';
    const signature = { name: ORIGIN, keyId: signer.keyId, signature: signer.sign(toBytes(text)) };
    const result = check({ proof: withNote(formatNote({ text, signatures: [signature] })), policy });
    expect(result).toMatchObject({ ok: false, checkpoint: null });
    expect(result.problems.map(({ code }) => code)).toEqual(['checkpoint', 'quorum']);
    expect(codes({ proof: withNote(toBytes('nothing')) })).toEqual(['checkpoint']);
  });

  test('all that is wrong at once is named at once', () => {
    expect(codes({ entry: toBytes('x'), logs: [keyFrom(2)], policy })).toEqual(['signature', 'quorum', 'inclusion']);
  });
});

describe('witnesses', () => {
  const [first = witnessFrom(11), second = witnessFrom(12)] = witnesses;
  const proofBy = (...signers: Parameters<typeof cosigned>[1][number][]): TlogProof =>
    withNote(cosigned(checkpoint, signers));

  test('that reach the quorum are named with their times', () => {
    const result = check({ proof: proofBy(first, second), policy });
    expect(result).toMatchObject({ ok: true, problems: [] });
    expect(result.cosigners.map(({ witness, time }) => [witness.name, time])).toEqual([
      ['W1', 1_679_315_147],
      ['W2', 1_679_316_147],
    ]);
  });

  test('that are too few, or unknown, do not reach it', () => {
    expect(codes({ proof: proofBy(first), policy })).toEqual(['quorum']);
    expect(codes({ proof: proofBy(first, witnessFrom(14)), policy })).toEqual(['quorum']);
    expect(codes({ policy })).toEqual(['quorum']);
  });

  test('count once, however often they cosigned; the latest time is shown', () => {
    const twice = cosigned(cosigned(checkpoint, [first]), [first], 1_700_000_000);
    const result = check({ proof: withNote(twice), policy });
    expect(result.problems.map(({ code }) => code)).toEqual(['quorum']);
    expect(result.cosigners).toMatchObject([{ time: 1_700_000_000 }]);
  });

  test('whose cosignature is of another checkpoint speak against it, above the quorum too', () => {
    const other = signCheckpoint({ origin: ORIGIN, size: 12, root: rootOf(leaves.slice(1)) }, [signer]);
    const foreign = parseNote(cosigned(other, [witnessFrom(13)])).signatures.slice(1);
    const { text, signatures } = parseNote(cosigned(checkpoint, [first, second]));
    const mixed = withNote(formatNote({ text, signatures: [...signatures, ...foreign] }));
    expect(codes({ proof: mixed, policy })).toEqual(['cosignature']);
    expect(codes({ proof: mixed })).toEqual([]);
  });

  test('with ML-DSA-44 count like the others', () => {
    const modern = mlDsaWitnessFrom(4);
    const asked = parseWitnessPolicy(toBytes(`${witnessLines([first, modern])}group both all W1 W2\nquorum both\n`));
    const proven = check({ proof: withNote(cosigned(checkpoint, [first, modern])), policy: asked });
    expect(proven).toMatchObject({ ok: true, cosigners: [{ witness: { name: 'W1' } }, { witness: { name: 'W2' } }] });
    expect(codes({ proof: withNote(cosigned(checkpoint, [first])), policy: asked })).toEqual(['quorum']);
  });

  test('of another program count: what transparency-dev/formats signed with both kinds of keys', () => {
    // Written by test/ledger/interop/witness, which has others in each run.
    const [file, theirs] = ['theirs.tlog-proof', 'theirs.policy'].map((name) =>
      readFileSync(`test/fixtures/witness/${name}`),
    );
    const foreign = parseTlogProof(file ?? new Uint8Array());
    const asked = parseWitnessPolicy(theirs ?? new Uint8Array());
    const of = { proof: foreign, entry: foreign.extra ?? new Uint8Array(), policy: asked };
    expect(check(of)).toMatchObject({
      ok: true,
      checkpoint: { size: 700 },
      cosigners: [{ witness: { key: { type: 4 } } }, { witness: { key: { type: 6 } } }],
    });
    for (const at of [-100, -3000]) {
      const flipped = foreign.checkpoint.with(at, (foreign.checkpoint.at(at) ?? 0) ^ 1);
      expect(check({ ...of, proof: { ...foreign, checkpoint: flipped } }).ok).toBe(false);
    }
  });

  test('a policy without a quorum asks nobody', () => {
    const none: WitnessPolicy = { ...policy, quorum: { is: 'none' } };
    expect(check({ policy: none }).ok).toBe(true);
  });
});
