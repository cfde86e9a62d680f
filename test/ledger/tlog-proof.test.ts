import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBase64, toBytes, toText } from '../../src/base/bytes.ts';
import { sha256 } from '../../src/ledger/digest.ts';
import { signNote } from '../../src/ledger/note.ts';
import { formatTlogProof, MAXIMUM_PROOF_BYTES, parseTlogProof } from '../../src/ledger/tlog-proof.ts';
import { faultOf } from './faults.ts';
import { keyFrom } from './sample.ts';

const HASHES = ['a', 'b', 'c'].map((text) => sha256(toBytes(text)));
const CHECKPOINT = signNote(`example.com/log\n8\n${toBase64(sha256())}\n`, [keyFrom(1, 'example.com/log')]);
const NOTE = toText(CHECKPOINT) ?? '';

/** The lines of the specification's example before its checkpoint, which is printed with dots in it. */
const EXAMPLE = `c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=
`;

describe('the file', () => {
  test('is read as the specification shows it', () => {
    const whole = `${EXAMPLE}\n${NOTE}`;
    const { index, hashes, checkpoint, extra } = parseTlogProof(toBytes(whole));
    expect([index, hashes.length, toText(checkpoint)]).toEqual([73_894, 5, NOTE]);
    expect(Buffer.from(extra ?? []).toString('latin1')).toContain('age-v1.2.1-darwin-arm64.tar.g');
    expect(toText(formatTlogProof(parseTlogProof(toBytes(whole))))).toBe(whole);
  });

  test('is written line by line, the extra line and the hashes only where there are some', () => {
    const proof = { index: 5, hashes: HASHES, checkpoint: CHECKPOINT, extra: toBytes('{}') };
    const lines = HASHES.map((hash) => `${toBase64(hash)}\n`).join('');
    expect(toText(formatTlogProof(proof))).toBe(`c2sp.org/tlog-proof@v1\nextra e30=\nindex 5\n${lines}\n${NOTE}`);
    const only = { index: 0, hashes: [], checkpoint: CHECKPOINT, extra: null };
    expect(toText(formatTlogProof(only))).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${NOTE}`);
    expect(formatTlogProof({ ...only, extra: new Uint8Array() })).toEqual(formatTlogProof(only));
  });

  test('what no file can say is not written', () => {
    const proof = { index: 5, hashes: HASHES, checkpoint: CHECKPOINT, extra: null };
    for (const index of [-1, 0.5, 2 ** 53])
      expect(faultOf(() => formatTlogProof({ ...proof, index }))).toBe('ledger.proof');
    expect(faultOf(() => formatTlogProof({ ...proof, hashes: [new Uint8Array(31)] }))).toBe('ledger.proof');
    const many = Array.from({ length: 64 }, () => sha256());
    expect(faultOf(() => formatTlogProof({ ...proof, hashes: many }))).toBe('ledger.proof');
  });
});

describe('what is not a proof', () => {
  const hash = toBase64(sha256());
  const good = `c2sp.org/tlog-proof@v1\nindex 5\n${hash}\n\n${NOTE}`;
  test.each([
    ['nothing', ''],
    ['another version', good.replace('@v1', '@v2')],
    ['no index', good.replace('index 5\n', '')],
    ['an index with a zero before it', good.replace('index 5', 'index 05')],
    ['a negative index', good.replace('index 5', 'index -5')],
    ['an index beyond 2^53', good.replace('index 5', 'index 9007199254740993')],
    ['an empty extra line', good.replace('index', 'extra \nindex')],
    ['an extra line that is not base64', good.replace('index', 'extra !!\nindex')],
    ['two extra lines', good.replace('index', 'extra e30=\nextra e30=\nindex')],
    ['the extra line after the index', good.replace('index 5', 'index 5\nextra e30=')],
    ['a short hash', good.replace(hash, toBase64(sha256().subarray(1)))],
    ['64 hashes', good.replace(hash, Array.from({ length: 64 }, () => hash).join('\n'))],
    ['no empty line', good.replaceAll('\n\n', '\n')],
    ['a checkpoint without signature', good.slice(0, good.indexOf('—'))],
    ['carriage returns', good.replaceAll('\n', '\r\n')],
  ])('%s', (_, text) => expect(faultOf(() => parseTlogProof(toBytes(text)))).toBe('ledger.proof'));

  test('bytes that are not UTF-8, and too many of them', () => {
    expect(faultOf(() => parseTlogProof(toBytes(good)))).toBeNull();
    expect(faultOf(() => parseTlogProof(Uint8Array.of(0xff)))).toBe('ledger.proof');
    expect(faultOf(() => parseTlogProof(new Uint8Array(MAXIMUM_PROOF_BYTES + 1)))).toBe('ledger.proof');
  });
});

test('what was written is read back', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const extra = fc.option(fc.uint8Array({ minLength: 1, maxLength: 100 }));
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.array(hash, { maxLength: 63 }), extra, (index, hashes, bytes) => {
      const proof = { index, hashes, checkpoint: CHECKPOINT, extra: bytes };
      expect(parseTlogProof(formatTlogProof(proof))).toEqual(proof);
    }),
  );
});

test('foreign bytes are read, and come out as they went in, or are refused', () => {
  const whole = formatTlogProof({ index: 5, hashes: HASHES, checkpoint: CHECKPOINT, extra: toBytes('{}') });
  const mutated = fc
    .tuple(fc.nat(whole.length - 1), fc.nat(255))
    .map(([at, byte]) => whole.map((old, i) => (i === at ? byte : old)));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (bytes) => {
      const code = faultOf(() => parseTlogProof(bytes));
      expect(code === 'ledger.proof' || toText(formatTlogProof(parseTlogProof(bytes))) === toText(bytes)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
