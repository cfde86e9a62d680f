import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, toBytes } from '../../src/base/bytes.ts';
import {
  formatVkey,
  isKeyName,
  noteSigner,
  parseVkey,
  verifierKey,
  verifySignature,
} from '../../src/ledger/note-key.ts';
import { faultOf } from './faults.ts';
import { keyFrom } from './sample.ts';

const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SIGNATURE = 'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=';

describe('verifier keys', () => {
  test('the published vector: its signature verifies, over its message only', () => {
    const key = parseVkey(VKEY);
    const blob = fromBase64(SIGNATURE) ?? new Uint8Array();
    expect(key).toMatchObject({ name: 'example.com/foo', keyId: '530d903a' });
    expect(Buffer.from(blob.subarray(0, 4)).toString('hex')).toBe(key.keyId);
    expect(verifySignature(key, toBytes('This is an example message.\n'), blob.subarray(4))).toBe(true);
    expect(verifySignature(key, toBytes('This is an example message!\n'), blob.subarray(4))).toBe(false);
    expect(formatVkey(key)).toBe(VKEY);
  });

  test.each([
    ['another name', VKEY.replace('foo', 'fob')],
    ['another key id', VKEY.replace('530d903a', '530d903b')],
    ['another key', VKEY.replace('3U2k', '3U2l')],
    ['another type', VKEY.replace('Aeky', 'Auky')],
    ['a short key', 'example.com/foo+530d903a+AekyeQ=='],
    ['no base64', 'example.com/foo+530d903a+A'],
    ['no name', '+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['white space', `${VKEY} `],
    ['upper-case hex', VKEY.replace('530d903a', '530D903A')],
    ['nothing', ''],
  ])('%s is refused', (_, text) => {
    expect(faultOf(() => parseVkey(text))).toBe('ledger.key');
  });

  test('foreign text is read or refused, and never anything else', () => {
    const mutated = fc
      .tuple(fc.nat(VKEY.length), fc.string({ maxLength: 3 }))
      .map(([at, by]) => VKEY.slice(0, at) + by + VKEY.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), mutated), (text) => {
        const code = faultOf(() => parseVkey(text));
        expect(code === 'ledger.key' || formatVkey(parseVkey(text)) === text).toBe(true);
      }),
    );
  });
});

describe('names', () => {
  test.each(['countersign.example/acme/shop', 'Löwe', 'a'])('%j can name a key', (name) =>
    expect(isKeyName(name)).toBe(true),
  );
  test.each(['', 'a b', 'a+b', 'a\n', 'a\u00a0b', 'a\u2003', '\ud800', 'a\u0007'])('%j cannot', (name) => {
    expect(isKeyName(name)).toBe(false);
  });
});

describe('signers', () => {
  test('sign with the key that their vkey shows, always with the same bytes', () => {
    const signer = keyFrom(9, 'example.com/log');
    const message = toBytes('message\n');
    expect(verifySignature(parseVkey(formatVkey(signer)), message, signer.sign(message))).toBe(true);
    expect(signer.sign(message)).toEqual(keyFrom(9, 'example.com/log').sign(message));
  });

  test('only a private Ed25519 key signs', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(faultOf(() => noteSigner('a', rsa.privateKey))).toBe('ledger.key');
    expect(faultOf(() => noteSigner('a', generateKeyPairSync('ed25519').publicKey))).toBe('ledger.key');
    expect(faultOf(() => noteSigner('a', generateKeyPairSync('ed448').privateKey))).toBe('ledger.key');
    const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
    expect(faultOf(() => noteSigner('a b', createPrivateKey(pem)))).toBe('ledger.key');
  });

  test('a signature of another length does not verify', () => {
    const key = verifierKey('a', keyFrom(1, 'a').publicKey);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => !verifySignature(key, toBytes('x'), bytes)));
  });

  test('a public key has 32 bytes', () => {
    expect(faultOf(() => verifierKey('a', new Uint8Array(31)))).toBe('ledger.key');
  });
});
