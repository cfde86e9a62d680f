import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { formatNote, parseNote } from '../../../src/ledger/note.ts';
import { checkQuorum } from '../../../src/ledger/verify/quorum.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import { ORIGIN, signer } from '../sample.ts';
import { cosigned, mlDsaWitnessFrom, witnessFrom, witnessLines } from '../witnesses.ts';

const signers = [witnessFrom(1), mlDsaWitnessFrom(2)] as const;
const [first, second] = signers;
const policy = parseWitnessPolicy(toBytes(`${witnessLines(signers)}group Q all W1 W2\nquorum Q\n`));
const none = parseWitnessPolicy(toBytes(`${witnessLines(signers)}quorum none\n`));
const noteOf = (size: number) =>
  signCheckpoint({ origin: ORIGIN, size, root: new Uint8Array(32).fill(size) }, [signer]);

function treeOf(files: Readonly<Record<string, Uint8Array>>) {
  return { list: () => Object.keys(files), read: (path: string) => files[path] ?? null };
}

const check = (files: Readonly<Record<string, Uint8Array>>, of = policy) => {
  const { cosigned: best, problems } = checkQuorum(treeOf(files), of);
  return { size: best?.size ?? null, path: best?.path ?? null, codes: problems.map(({ code }) => code) };
};

describe('a quorum', () => {
  test('is looked for in both notes: the larger one that has it counts', () => {
    const both = { checkpoint: cosigned(noteOf(5), signers), 'checkpoint.witnessed': cosigned(noteOf(3), signers) };
    expect(check(both)).toEqual({ size: 5, path: 'checkpoint', codes: [] });
    const beside = { checkpoint: noteOf(5), 'checkpoint.witnessed': cosigned(noteOf(3), signers) };
    expect(check(beside)).toEqual({ size: 3, path: 'checkpoint.witnessed', codes: [] });
    const { cosigned: best } = checkQuorum(treeOf(beside), policy);
    expect(best?.cosigners.map(({ witness, time }) => [witness.name, time])).toEqual([
      ['W1', 1_679_315_147],
      ['W2', 1_679_316_147],
    ]);
  });

  test('that is not reached is a problem; two halves in two notes are none', () => {
    expect(check({ checkpoint: noteOf(5) })).toEqual({ size: null, path: null, codes: ['quorum'] });
    const halves = { checkpoint: cosigned(noteOf(5), [first]), 'checkpoint.witnessed': cosigned(noteOf(3), [second]) };
    expect(check(halves).codes).toEqual(['quorum']);
    expect(check({}).codes).toEqual(['quorum']);
    expect(check({ checkpoint: toBytes('nonsense') }).codes).toEqual(['quorum']);
  });

  test('that nobody demands is not missed, and whoever cosigned is told', () => {
    expect(check({ checkpoint: noteOf(5) }, none)).toEqual({ size: null, path: null, codes: [] });
    expect(check({ checkpoint: cosigned(noteOf(5), [second]) }, none)).toEqual({
      size: 5,
      path: 'checkpoint',
      codes: [],
    });
  });

  test('a cosignature that does not verify is named, above the quorum too', () => {
    const [, foreign] = parseNote(cosigned(noteOf(4), [first])).signatures;
    const { text, signatures } = parseNote(cosigned(noteOf(5), signers));
    const forged = formatNote({ text, signatures: [...signatures, ...(foreign ? [foreign] : [])] });
    expect(check({ checkpoint: forged }).codes).toEqual(['cosignature']);
  });
});
