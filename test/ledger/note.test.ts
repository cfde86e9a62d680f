import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes, toText } from '../../src/base/bytes.ts';
import { formatNote, openNote, parseNote, signNote } from '../../src/ledger/note.ts';
import { parseVkey } from '../../src/ledger/note-key.ts';
import { faultOf } from './faults.ts';
import { keyFrom } from './sample.ts';

const VKEY = parseVkey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
const TEXT = 'This is an example message.\n';
const LINE =
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

const alice = keyFrom(2, 'alice');
const bob = keyFrom(3, 'bob');

describe('opening', () => {
  test('the published vector', () => {
    const { text, verified } = openNote(toBytes(`${TEXT}\n${LINE}`), [VKEY]);
    expect(text).toBe(TEXT);
    expect(verified).toEqual([VKEY]);
  });

  test('unknown keys are ignored, as long as a known one signed', () => {
    const note = signNote(TEXT, [alice, bob]);
    expect(openNote(note, [bob]).verified).toEqual([bob]);
    expect(openNote(note, [bob, alice]).verified).toEqual([alice, bob]);
    expect(faultOf(() => openNote(note, [VKEY]))).toBe('ledger.signature');
    expect(faultOf(() => openNote(note, []))).toBe('ledger.signature');
  });

  test('a known key that fails rejects the whole note, beside one that verifies too', () => {
    const { signatures } = parseNote(signNote('another text\n', [bob]));
    const note = formatNote({
      text: TEXT,
      signatures: [...parseNote(signNote(TEXT, [alice])).signatures, ...signatures],
    });
    expect(faultOf(() => openNote(note, [alice, bob]))).toBe('ledger.signature');
    expect(openNote(note, [alice]).verified).toEqual([alice]);
  });

  test('the same key id under another name is another key', () => {
    const [signature] = parseNote(signNote(TEXT, [alice])).signatures;
    const renamed = signature === undefined ? [] : [{ ...signature, name: 'mallory' }];
    expect(faultOf(() => openNote(formatNote({ text: TEXT, signatures: renamed }), [alice]))).toBe('ledger.signature');
  });

  test('a hundred signatures are read, a hundred and one are not', () => {
    const many = Array.from({ length: 100 }, (_, at) => keyFrom(at, `witness-${at}`));
    expect(openNote(signNote(TEXT, many), many.slice(-1)).signatures).toHaveLength(100);
    expect(faultOf(() => openNote(signNote(TEXT, [...many, alice]), [alice]))).toBe('ledger.checkpoint');
  });

  test('a text may hold empty lines', () => {
    expect(openNote(signNote('a\n\nb\n', [alice]), [alice]).text).toBe('a\n\nb\n');
  });
});

describe('what is not a note', () => {
  test.each([
    ['nothing', ''],
    ['no signature', `${TEXT}\n`],
    ['no empty line', TEXT + LINE],
    ['no newline at the end', `${TEXT}\n${LINE.trimEnd()}`],
    ['a hyphen for the dash', `${TEXT}\n${LINE.replace('—', '-')}`],
    ['two spaces', `${TEXT}\n${LINE.replace('— ', '—  ')}`],
    ['base64 that is not padded', `${TEXT}\n${LINE.replace('=', '')}`],
    ['a key id without signature', `${TEXT}\n— a AAAAAA==\n`],
    ['a name with a plus sign', `${TEXT}\n${LINE.replace('/foo', '+foo')}`],
    ['a control character', `a\tb\n\n${LINE}`],
    ['carriage returns', `${TEXT}\n${LINE}`.replaceAll('\n', '\r\n')],
  ])('%s', (_, text) => {
    expect(faultOf(() => parseNote(toBytes(text)))).toBe('ledger.checkpoint');
  });

  test('bytes that are not UTF-8, and more than a megabyte', () => {
    expect(faultOf(() => parseNote(Uint8Array.of(0xff, 0x0a, 0x0a)))).toBe('ledger.checkpoint');
    expect(faultOf(() => parseNote(toBytes(`${'a'.repeat(1_000_000)}\n\n${LINE}`)))).toBe('ledger.checkpoint');
  });

  test('a text that does not end in a newline is not signed', () => {
    expect(faultOf(() => signNote('text', [alice]))).toBe('ledger.checkpoint');
    expect(faultOf(() => signNote('te\rxt\n', [alice]))).toBe('ledger.checkpoint');
  });
});

test('foreign bytes are read, and come out as they went in, or are refused', () => {
  const whole = toBytes(`${TEXT}\n${LINE}`);
  const mutated = fc
    .tuple(fc.nat(whole.length - 1), fc.nat(255))
    .map(([at, byte]) => whole.map((old, i) => (i === at ? byte : old)));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (bytes) => {
      const code = faultOf(() => parseNote(bytes));
      expect(code === 'ledger.checkpoint' || toText(formatNote(parseNote(bytes))) === toText(bytes)).toBe(true);
      const opened = faultOf(() => openNote(bytes, [VKEY]));
      if (opened === null) expect(toText(bytes)?.startsWith(TEXT)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
