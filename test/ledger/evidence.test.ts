import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes, toText } from '../../src/base/bytes.ts';
import type { Json } from '../../src/base/json.ts';
import { evidenceFile, makeEvidence, parseEvidence } from '../../src/ledger/evidence.ts';
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
