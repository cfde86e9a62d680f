import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import { dsseKeyId, IN_TOTO_TYPE, preAuthenticate, signEnvelope } from '../../src/ledger/dsse.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('the example of the specification', () => {
  const encoded = preAuthenticate('http://example.com/HelloWorld', toBytes('hello world'));
  expect(text(encoded)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
});

test('lengths count bytes, not characters', () => {
  expect(text(preAuthenticate('é', toBytes('€')))).toBe('DSSEv1 2 é 3 €');
  expect(text(preAuthenticate('', new Uint8Array()))).toBe('DSSEv1 0  0 ');
});

interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

test('an envelope carries the very bytes, signed with their type', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (payload) => {
      const line = signEnvelope(payload, privateKey);
      expect(line).not.toContain('\n');
      const envelope = JSON.parse(line) as Envelope;
      expect(Object.keys(envelope)).toEqual(['payloadType', 'payload', 'signatures']);
      expect(envelope.payloadType).toBe(IN_TOTO_TYPE);
      const carried = Buffer.from(envelope.payload, 'base64');
      expect(carried.equals(payload)).toBe(true);
      const [{ keyid, sig } = { keyid: '', sig: '' }] = envelope.signatures;
      expect(keyid).toBe(dsseKeyId(publicKey));
      const signature = Buffer.from(sig, 'base64');
      expect(verify(null, preAuthenticate(envelope.payloadType, carried), publicKey, signature)).toBe(true);
      expect(verify(null, preAuthenticate('text/plain', carried), publicKey, signature)).toBe(false);
    }),
    { numRuns: 20 },
  );
});

test('the id of a key is the same from both halves', () => {
  expect(dsseKeyId(privateKey)).toBe(dsseKeyId(createPublicKey(privateKey)));
  expect(dsseKeyId(publicKey)).toMatch(/^[0-9a-f]{64}$/);
});

test('another kind of key does not sign', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (const key of [ec.privateKey, publicKey]) {
    expect(() => signEnvelope(toBytes('{}'), key)).toThrow(expect.objectContaining({ code: 'ledger.key' }));
  }
});
