import { describe, expect, test } from '@jest/globals';
import { parseCheckpointText } from '../../src/ledger/checkpoint.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import {
  actOf,
  keysInForce,
  readKeyLine,
  readRotation,
  rotationText,
  signRotation,
} from '../../src/ledger/rotation.ts';
import { genesisDraft, keyFrom, ORIGIN, signer } from './sample.ts';

const [second, third] = [keyFrom(2), keyFrom(3)];
const genesis = { index: 0, act: { act: 'genesis', keys: [formatVkey(signer)] } };
const at = { index: 7, origin: ORIGIN };

describe('a rotation', () => {
  test('is believed when the old key signed it', () => {
    expect(readRotation({ ...signRotation(signer, second) }, at)).toMatchObject({
      index: 7,
      from: { keyId: signer.keyId },
      to: { keyId: second.keyId },
    });
  });

  test('has the same bytes after a crash', () => {
    expect(signRotation(signer, second)).toEqual(signRotation(signer, second));
  });

  test('is signed over a text that no checkpoint can be', () => {
    expect(rotationText(signer, second)).toBe(
      `countersign ledger key rotation v1\n${ORIGIN}\n${formatVkey(signer)}\n${formatVkey(second)}\n`,
    );
    expect(() => parseCheckpointText(rotationText(signer, second))).toThrow(/origin/);
  });

  const good = signRotation(signer, second);
  test.each([
    ['signed by the new key', { ...good, signature: signRotation(second, signer).signature }, /does not verify/],
    ['that names another successor', { ...good, to: formatVkey(third) }, /does not verify/],
    ['of another ledger', signRotation(keyFrom(1, 'other'), keyFrom(2, 'other')), /another ledger/],
    ['to another ledger', signRotation(signer, keyFrom(2, 'other')), /another ledger/],
    ['to the same key', signRotation(signer, signer), /one key twice/],
    ['without a signature', { ...good, signature: 'AAAA' }, /cannot be read/],
    ['with a damaged key', { ...good, from: 'x' }, /cannot be read/],
    ['without any field', { act: 'rotation' }, /cannot be read/],
  ])('%s is none', (_what, act, reason) => {
    expect(readRotation({ ...act }, at)).toMatch(reason);
  });
});

describe('the keys of a ledger', () => {
  const rotations = [
    { index: 4, act: { ...signRotation(signer, second) } },
    { index: 9, act: { ...signRotation(second, third) } },
  ];
  const line = readKeyLine([genesis, { index: 2, act: { act: 'start' } }, ...rotations], ORIGIN);

  test.each([
    [0, signer],
    [4, signer],
    [5, second],
    [9, second],
    [10, third],
    [Number.POSITIVE_INFINITY, third],
  ])('at size %s', (size, key) => {
    expect(keysInForce(line, size).map(({ keyId }) => keyId)).toEqual([key.keyId]);
  });

  test('a key that gave way names no other successor', () => {
    const late = { index: 12, act: { ...signRotation(signer, keyFrom(4)) } };
    const { rotations: held, refused } = readKeyLine([genesis, ...rotations, late], ORIGIN);
    expect(held).toHaveLength(2);
    expect(refused).toEqual([
      { index: 12, reason: `it is by the key ${signer.keyId}, but ${third.keyId} was in force` },
    ]);
  });

  test('one that is refused changes nothing for those after it', () => {
    const wrong = { index: 3, act: { ...signRotation(signer, third), to: formatVkey(second) } };
    expect(readKeyLine([genesis, wrong, ...rotations], ORIGIN)).toMatchObject({
      rotations: [{ index: 4 }, { index: 9 }],
      refused: [{ index: 3 }],
    });
  });

  test('without genesis the first rotation says which key was first', () => {
    expect(readKeyLine(rotations, ORIGIN)).toMatchObject({ first: [], rotations: [{ index: 4 }, { index: 9 }] });
  });
});

test('the act of a statement', () => {
  expect(actOf(genesisDraft().statement)).toMatchObject({ act: 'genesis' });
  expect(actOf({ predicate: { countersign_ledger: 'x' } })).toBeNull();
  expect(actOf({})).toBeNull();
});
