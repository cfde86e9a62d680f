import { expect, test } from '@jest/globals';
import { keysToPin, rotationsJson, showRotations } from '../../../src/cli/ledger/verify-rotations.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { second, third } from '../../ledger/rotated.ts';
import { ORIGIN, signer } from '../../ledger/sample.ts';

const rotations = [
  { index: 4, from: signer, to: second },
  { index: 9, from: second, to: third },
];
const chosen = (trust: 'given' | 'pinned' | 'claimed', ...keys: readonly (typeof signer)[]) => ({
  keys,
  trust,
  origin: ORIGIN,
});

test('rotations are told with whole keys, which is what the next verification needs', () => {
  expect(rotationsJson(rotations)[1]).toEqual({ index: 9, from: formatVkey(second), to: formatVkey(third) });
  const [first, last] = showRotations(rotations, true);
  expect(first).toBe(
    `rotated  since entry 4 the key is ${formatVkey(second)}; ${signer.keyId}, before it, signed for it`,
  );
  expect(last).toContain('remembered from now on');
  expect(showRotations(rotations, false)[1]).not.toContain('remembered');
  expect(showRotations([], true)).toEqual([]);
});

test.each([
  ['a given key', chosen('given', signer), [], [signer]],
  ['the newest key, when the given one gave way', chosen('given', signer), rotations, [third]],
  ['the newest key, when the one that was remembered gave way', chosen('pinned', signer), rotations, [third]],
  ['the newest key alone, during an overlap', chosen('claimed', third, second), rotations, [third]],
  ['nothing new', chosen('pinned', third), rotations, null],
  ['nothing new without rotations', chosen('pinned', signer), [], null],
  ['nothing where nobody knows a key', chosen('claimed'), [], null],
] as const)('remembered is %s', (_what, of, over, wanted) => {
  expect(keysToPin(of, over)).toEqual(wanted);
});
