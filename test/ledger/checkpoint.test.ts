import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBase64, toBytes, toText } from '../../src/base/bytes.ts';
import {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  parseCheckpointText,
  signCheckpoint,
} from '../../src/ledger/checkpoint.ts';
import { signNote } from '../../src/ledger/note.ts';
import { faultOf } from './faults.ts';
import { keyFrom } from './sample.ts';

const ORIGIN = 'example.com/behind-the-sofa';
const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
const TEXT = `${ORIGIN}\n20852163\n${ROOT}\n`;
const key = keyFrom(4, ORIGIN);

describe('the text', () => {
  test('of the specification is read, and written again as it was', () => {
    const checkpoint = parseCheckpointText(TEXT);
    expect(checkpoint).toMatchObject({ origin: ORIGIN, size: 20852163 });
    expect(toBase64(checkpoint.root)).toBe(ROOT);
    expect(formatCheckpoint(checkpoint)).toBe(TEXT);
  });

  test('extension lines are accepted and mean nothing', () => {
    expect(parseCheckpointText(`${TEXT}extension\nanother\n`).size).toBe(20852163);
  });

  test.each([
    ['no newline at the end', TEXT.trimEnd()],
    ['an empty extension line', `${TEXT}\n`],
    ['two lines', `${ORIGIN}\n1\n`],
    ['a leading zero', TEXT.replace('20852163', '020852163')],
    ['a sign', TEXT.replace('20852163', '+1')],
    ['no digits', TEXT.replace('20852163', '')],
    ['above 2^53', TEXT.replace('20852163', '9007199254740993')],
    ['a short root', TEXT.replace(ROOT, 'CsUY')],
    ['hex instead of base64', TEXT.replace(ROOT, 'ab'.repeat(32))],
    ['an empty origin', TEXT.replace(ORIGIN, '')],
    ['an origin with a space', TEXT.replace(ORIGIN, 'a b')],
  ])('with %s is refused', (_, text) => {
    expect(faultOf(() => parseCheckpointText(text))).toBe('ledger.checkpoint');
  });

  test.each([
    { origin: 'a b', size: 1, root: new Uint8Array(32) },
    { origin: 'a', size: -1, root: new Uint8Array(32) },
    { origin: 'a', size: 2 ** 53, root: new Uint8Array(32) },
    { origin: 'a', size: 1, root: new Uint8Array(31) },
  ])('is not made of %j', (checkpoint) => {
    expect(faultOf(() => formatCheckpoint(checkpoint))).toBe('ledger.checkpoint');
  });
});

describe('the note', () => {
  test('opens with the key that signed it, and is the same every time', () => {
    const checkpoint = parseCheckpointText(TEXT);
    const note = signCheckpoint(checkpoint, [key]);
    expect(openCheckpoint(note, [key])).toMatchObject({ ...checkpoint, verified: [key] });
    expect(signCheckpoint(checkpoint, [key])).toEqual(note);
    expect(toText(note)).toMatch(
      /^example\.com\/behind-the-sofa\n20852163\n[^\n]+\n\n— example\.com\/behind-the-sofa \S+\n$/,
    );
    expect(faultOf(() => openCheckpoint(note, [keyFrom(5, ORIGIN)]))).toBe('ledger.signature');
    expect(parseCheckpoint(note)).toEqual(checkpoint);
  });

  test('a signed text that is no checkpoint is refused', () => {
    expect(faultOf(() => openCheckpoint(signNote('hello\n', [key]), [key]))).toBe('ledger.checkpoint');
  });
});

test('foreign bytes are read or refused', () => {
  const note = signCheckpoint(parseCheckpointText(TEXT), [key]);
  const mutated = fc
    .tuple(fc.nat(note.length - 1), fc.nat(255))
    .map(([at, byte]) => note.map((old, i) => (i === at ? byte : old)));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.string().map(toBytes), mutated), (bytes) => {
      expect([null, 'ledger.checkpoint']).toContain(faultOf(() => parseCheckpoint(bytes)));
      expect([null, 'ledger.checkpoint', 'ledger.signature']).toContain(faultOf(() => openCheckpoint(bytes, [key])));
    }),
    { numRuns: 300 },
  );
});
