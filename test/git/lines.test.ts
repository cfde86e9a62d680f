import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readLineGroups, readLines } from '../../src/git/lines.ts';
import { collect } from './sample-repository.ts';

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const cut of cuts.toSorted((a, b) => a - b)) {
    if (cut <= at || cut >= bytes.length) continue;
    yield bytes.subarray(at, cut);
    at = cut;
  }
  yield bytes.subarray(at);
}

test('lines do not depend on the pieces they come in, inside a character either', async () => {
  const line = fc.stringMatching(/^[aé€😀 ]*$/u);
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(60)), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(''));
      expect(await collect(readLines(pieces(bytes, cuts), '\n'))).toEqual(lines);
    }),
  );
});

test('the last line may lack its end', async () => {
  expect(await collect(readLines(pieces(Buffer.from('a\0b'), []), '\0'))).toEqual(['a', 'b']);
  expect(await collect(readLines(pieces(Buffer.from(''), []), '\0'))).toEqual([]);
});

test('what a piece completes comes together', async () => {
  const groups = readLineGroups(pieces(Buffer.from('a\nb\nc\n\nd'), [3, 4]), '\n');
  expect(await collect(groups)).toEqual([['a'], ['b'], ['c', ''], ['d']]);
});

test('bytes that are not UTF-8 are replaced, and do not hide a separator', async () => {
  const bytes = Buffer.from([0x61, 0xff, 0x0a, 0xe2, 0x82, 0x0a, 0x62, 0x0a]);
  expect(await collect(readLines(pieces(bytes, [5]), '\n'))).toEqual(['a\ufffd', '\ufffd', 'b']);
});
