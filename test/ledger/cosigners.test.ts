import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { cosign } from '../../src/ledger/cosignature.ts';
import { addCosignatures, findCosigners, MOST_SIGNATURES_WRITTEN, timeOfQuorum } from '../../src/ledger/cosigners.ts';
import { formatNote, parseNote } from '../../src/ledger/note.ts';
import { parseWitnessPolicy } from '../../src/ledger/witness-policy.ts';
import { ORIGIN, signer } from './sample.ts';
import { witnessFrom, witnessLines } from './witnesses.ts';

const note = parseNote(signCheckpoint({ origin: ORIGIN, size: 3, root: new Uint8Array(32).fill(7) }, [signer]));
const witnesses = Array.from({ length: 20 }, (_, at) => witnessFrom(at + 1));
const lines = witnesses.map((witness, at) => cosign(note.text, { signer: witness, time: 1000 + at }));
const policyOf = (quorum: string) =>
  parseWitnessPolicy(
    toBytes(`${witnessLines(witnesses)}${quorum === 'none' ? '' : quorum}quorum ${quorum === 'none' ? 'none' : 'Q'}\n`),
  );
const all = witnesses.map((_, at) => `W${at + 1}`).join(' ');

describe('cosignatures that are added', () => {
  test('stand in the order of the policy, and are found again', () => {
    const policy = policyOf(`group Q 2 ${all}\n`);
    const made = addCosignatures(
      note,
      [lines[4], lines[1]].filter((line) => line !== undefined),
      policy,
    );
    const { cosigners, failing, isQuorum } = findCosigners(parseNote(formatNote(made)), policy);
    expect(cosigners.map(({ witness, time }) => [witness.name, time])).toEqual([
      ['W2', 1001],
      ['W5', 1004],
    ]);
    expect({ failing, isQuorum }).toEqual({ failing: [], isQuorum: true });
  });

  test('are as many as every reader takes, and still the quorum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.subarray([...witnesses.keys()]), (threshold, at) => {
        const policy = policyOf(`group Q ${threshold} ${all}\n`);
        const given = at.flatMap((index) => lines[index] ?? []);
        const made = addCosignatures(note, given, policy);
        expect(made.signatures.length).toBeLessThanOrEqual(MOST_SIGNATURES_WRITTEN);
        expect(made.signatures[0]).toEqual(note.signatures[0]);
        expect(findCosigners(made, policy).isQuorum).toBe(given.length >= threshold);
      }),
    );
  });

  test('keep those that the quorum cannot do without, wherever they stand', () => {
    const policy = policyOf(`group X any ${all.split(' ').slice(0, 18).join(' ')}\ngroup Q all X W19 W20\n`);
    const made = addCosignatures(note, lines, policy);
    expect(made.signatures).toHaveLength(MOST_SIGNATURES_WRITTEN);
    expect(findCosigners(made, policy).isQuorum).toBe(true);
  });

  test('by nobody of the policy are left out', () => {
    const policy = policyOf('none');
    const stranger = cosign(note.text, { signer: witnessFrom(99), time: 1 });
    expect(addCosignatures(note, [stranger], policy).signatures).toEqual(note.signatures);
  });
});

test('a line under a witness key that does not verify is told', () => {
  const policy = policyOf('none');
  const [first] = lines;
  const forged = {
    ...note,
    signatures: [...note.signatures, ...(first ? [{ ...first, signature: new Uint8Array(72) }] : [])],
  };
  expect(findCosigners(forged, policy)).toMatchObject({ cosigners: [], failing: [{ name: 'W1' }], isQuorum: true });
});

test('the time of a quorum is that of the last one it needs, newest first', () => {
  const given = lines.slice(0, 3);
  const time = (quorum: string): number => {
    const policy = policyOf(quorum);
    return timeOfQuorum(findCosigners(addCosignatures(note, given, policy), policy).cosigners, policy);
  };
  expect(time(`group Q any ${all}\n`)).toBe(1002);
  expect(time(`group Q 2 ${all}\n`)).toBe(1001);
  expect(time('group Q all W1 W3\n')).toBe(1000);
  expect(time(`group Q 4 ${all}\n`)).toBe(0);
  expect(time('none')).toBe(1002);
});
