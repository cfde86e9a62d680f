import { expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import type { VerifierKey } from '../../../src/ledger/note-key.ts';
import { checkCheckpoint } from '../../../src/ledger/verify/checkpoint.ts';
import { keyFrom, ORIGIN, signer } from '../sample.ts';

const checkpoint = { origin: ORIGIN, size: 3, root: new Uint8Array(32) };
const note = signCheckpoint(checkpoint, [signer]);

function check(bytes: Uint8Array | null, keys = [signer], candidates: readonly VerifierKey[] = []) {
  const { problems, ...rest } = checkCheckpoint({ note: bytes, keys, candidates, origin: ORIGIN, commit: 'c' });
  return { ...rest, codes: problems.map(({ code }) => code), commits: problems.map(({ commit }) => commit) };
}

test('a good one has no problems and names who signed', () => {
  expect(check(note)).toEqual({ checkpoint, signers: [signer], refusal: null, codes: [], commits: [] });
});

test('an unsigned one is still read, so that the rest can be compared', () => {
  expect(check(note, [keyFrom(2)])).toEqual({
    checkpoint,
    signers: [],
    refusal: { isWrong: false, message: 'no known key signed this' },
    codes: [],
    commits: [],
  });
});

test('a key that stands on the branch is told among the signers, and its wrong signature harms nobody', () => {
  const second = keyFrom(2);
  const both = signCheckpoint(checkpoint, [signer, second]);
  expect(check(both, [signer], [second]).signers).toEqual([signer, second]);
  expect(check(signCheckpoint(checkpoint, [second]), [signer], [second])).toMatchObject({
    signers: [second],
    refusal: { isWrong: false },
  });
  const text = Buffer.from(both).toString();
  const broken = (line: number): Uint8Array => {
    const lines = text.split('\n');
    lines[line] = (lines[line] ?? '').replace(/.{8}$/, 'AAAAAAA=');
    return toBytes(lines.join('\n'));
  };
  expect(check(broken(5), [signer], [second])).toMatchObject({ signers: [signer], refusal: null });
  // One by a key that is believed speaks against the whole note (C2SP signed-note).
  expect(check(broken(4), [signer], [second])).toMatchObject({ signers: [second], refusal: { isWrong: true } });
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
