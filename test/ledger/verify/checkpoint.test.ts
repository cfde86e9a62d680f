import { expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { checkCheckpoint } from '../../../src/ledger/verify/checkpoint.ts';
import { keyFrom, ORIGIN, signer } from '../sample.ts';

const checkpoint = { origin: ORIGIN, size: 3, root: new Uint8Array(32) };
const note = signCheckpoint(checkpoint, [signer]);

function check(bytes: Uint8Array | null, keys = [signer]) {
  const { problems, ...rest } = checkCheckpoint({ note: bytes, keys, origin: ORIGIN, commit: 'c' });
  return { ...rest, codes: problems.map(({ code }) => code), commits: problems.map(({ commit }) => commit) };
}

test('a good one has no problems and names who signed', () => {
  expect(check(note)).toEqual({ checkpoint, signers: [signer], codes: [], commits: [] });
});

test('an unsigned one is still read, so that the rest can be compared', () => {
  expect(check(note, [keyFrom(2)])).toEqual({
    checkpoint,
    signers: [],
    codes: ['checkpoint-signature'],
    commits: ['c'],
  });
});

test('one of another ledger is named as such', () => {
  const other = keyFrom(1, 'other');
  const found = check(signCheckpoint({ ...checkpoint, origin: 'other' }, [other]), [other]);
  expect(found.codes).toEqual(['checkpoint-origin']);
});

test('none, and none that can be read', () => {
  expect(check(null)).toMatchObject({ checkpoint: null, codes: ['checkpoint-missing'] });
  expect(check(toBytes('x'))).toMatchObject({ checkpoint: null, codes: ['checkpoint-malformed'] });
});
