import { describe, expect, test } from '@jest/globals';
import { readCosignature } from '../../../src/app/stages/read-cosignature.ts';
import { MINUTE, SECOND } from '../../../src/base/clock.ts';
import { cosign } from '../../../src/ledger/cosignature.ts';
import { mlDsaWitnessFrom, witnessFrom } from '../../ledger/witnesses.ts';

const TEXT = 'log.example/a\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const TIME = 1_700_000_000;
const NOW = TIME * SECOND;
const [ours, other, modern] = [witnessFrom(1), witnessFrom(2), mlDsaWitnessFrom(3)];
const line = (signer = ours, time = TIME, text = TEXT) => cosign(text, { signer, time });
const read = (lines: ReturnType<typeof line>[], now = NOW, key = ours) =>
  readCosignature(key, lines, { text: TEXT, now });

test('the newest line of the key counts, and those of others are passed over', () => {
  const newest = line(ours, TIME + 5);
  const found = read([line(other), line(), newest, line(modern)]);
  expect(found).toEqual({ is: 'right', signature: newest.signature, at: NOW + 5 * SECOND });
  expect(read([line(modern)], NOW, modern)).toMatchObject({ is: 'right', at: NOW });
});

describe('is wrong', () => {
  test.each([
    ['no line of the key', [line(other)], /no cosignature by its key/],
    ['no line at all', [], /no cosignature by its key/],
    ['over another text', [line(ours, TIME, TEXT.replace('3', '4'))], /does not verify/],
    ['beside one that is right', [line(), { ...line(), signature: new Uint8Array(72) }], /does not verify/],
    [
      'a line of another witness under its name',
      [{ ...line(other), name: ours.name, keyId: ours.keyId }],
      /does not verify/,
    ],
    ['no time at all', [line(ours, 0)], /a cosignature of 0/],
  ])('%s', (_, lines, why) => {
    expect(read(lines)).toEqual({ is: 'wrong', why: expect.stringMatching(why) });
  });

  test('a time that is more than ten minutes off', () => {
    for (const skew of [-10 * MINUTE, 10 * MINUTE]) {
      expect(read([line()], NOW + skew)).toMatchObject({ is: 'right' });
      expect(read([line()], NOW + skew + Math.sign(skew))).toMatchObject({ is: 'wrong' });
    }
  });
});
