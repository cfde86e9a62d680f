import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes, toText } from '../../src/base/bytes.ts';
import type { Json } from '../../src/base/json.ts';
import { evidenceFile, isEvidenceFile, makeEvidence, parseEvidence, SALT_BYTES } from '../../src/ledger/evidence.ts';
import { faultOf } from './faults.ts';

const salt = new Uint8Array(32).fill(7);

describe('evidence', () => {
  test('its digest is SHA-256 over the salt and the canonical document', () => {
    const { digest } = makeEvidence({ b: 1, a: 'é' }, salt);
    expect(digest).toBe(createHash('sha256').update(salt).update('{"a":"é","b":1}').digest('hex'));
  });

  test('its file is named by the digest and holds document and salt', () => {
    const evidence = makeEvidence({ b: 1 }, salt);
    const { path, bytes } = evidenceFile(evidence);
    expect(path).toBe(`${evidence.digest.slice(0, 2)}/${evidence.digest.slice(2, 4)}/${evidence.digest}.json`);
    expect(toText(bytes)).toBe(`{"document":{"b":1},"salt":"${Buffer.from(salt).toString('base64')}"}`);
  });

  test('the same document with another salt has another digest', () => {
    expect(makeEvidence('x', salt).digest).not.toBe(makeEvidence('x', new Uint8Array(32)).digest);
  });

  test('a salt has 32 bytes', () => {
    expect(faultOf(() => makeEvidence('x', new Uint8Array(16)))).toBe('internal.bug');
  });

  test('a file comes back as it was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (document, random) => {
        const evidence = makeEvidence(document as Json, random);
        expect(parseEvidence(evidenceFile(evidence).bytes).digest).toBe(evidence.digest);
      }),
    );
  });
});

describe('a file that is no evidence', () => {
  test.each(['', '[]', '{}', '{"document":1}', '{"document":1,"salt":"AAAA"}', '{"salt":"x","document":1}', 'nul'])(
    '%j',
    (text) => {
      expect(faultOf(() => parseEvidence(toBytes(text)))).toBe('ledger.entry');
    },
  );

  test('foreign bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(toBytes)), (bytes) => {
        expect([null, 'ledger.entry']).toContain(faultOf(() => parseEvidence(bytes)));
      }),
    );
  });
});

describe('the file of a digest, byte for byte', () => {
  const evidence = makeEvidence({ b: [1, 'ü'], a: null }, new Uint8Array(SALT_BYTES).fill(7));
  const { bytes } = evidenceFile(evidence);
  const text = Buffer.from(bytes).toString();

  test('is itself, and of no other digest', () => {
    expect(isEvidenceFile(evidence.digest, bytes)).toBe(true);
    expect(isEvidenceFile('0'.repeat(64), bytes)).toBe(false);
  });

  test.each([
    ['a space', text.replace(':', ': ')],
    ['a key twice', text.replace('"a":null', '"a":1,"a":null')],
    ['a newline at its end', `${text}\n`],
    ['another order', `{"salt":"${Buffer.alloc(SALT_BYTES, 7).toString('base64')}","document":{"a":null,"b":[1,"ü"]}}`],
    ['a shorter salt', text.replace('Bw', '')],
    ['nothing', ''],
    ['no document', '{"document":,"salt":""}'],
  ])('%s makes it another file', (_what, other) => {
    expect(isEvidenceFile(evidence.digest, Buffer.from(other))).toBe(false);
  });

  test('no byte can be changed, taken away or put in', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(isEvidenceFile(evidence.digest, changed)).toBe(false);
        const shorter = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
        expect(isEvidenceFile(evidence.digest, shorter)).toBe(false);
      }),
    );
  });

  test('is what every document becomes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.uint8Array({ minLength: SALT_BYTES, maxLength: SALT_BYTES }), (value, drawn) => {
        const made = makeEvidence(value as Json, drawn);
        expect(isEvidenceFile(made.digest, evidenceFile(made).bytes)).toBe(true);
      }),
    );
  });
});
