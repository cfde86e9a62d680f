import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { concatBytes, toBase64, toBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { sha256Hex } from './digest.ts';

/** Dead Simple Signing Envelopes, version 1, around in-toto statements. */

export const IN_TOTO_TYPE = 'application/vnd.in-toto+json';

/** What is signed: the pre-authentication encoding, section "Signature Definition" of the protocol. Lengths count bytes. */
export function preAuthenticate(type: string, payload: Uint8Array): Uint8Array {
  const typed = toBytes(type);
  return concatBytes(toBytes(`DSSEv1 ${typed.length} `), typed, toBytes(` ${payload.length} `), payload);
}

/** SHA-256 over the key's DER (SubjectPublicKeyInfo), hex. Nobody may trust it; it helps to find the key. */
export function dsseKeyId(key: KeyObject): string {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' });
  return sha256Hex(new Uint8Array(spki));
}

/** The envelope as one line of JSON, without a newline. Throws Fault `ledger.key` unless it is a private Ed25519 key. */
export function signEnvelope(statement: Uint8Array, key: KeyObject): string {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519') {
    throw new Fault('ledger.key', 'Statements are signed with a private Ed25519 key', {
      next: 'Make one: openssl genpkey -algorithm ed25519.',
    });
  }
  const signature = sign(null, preAuthenticate(IN_TOTO_TYPE, statement), key);
  return JSON.stringify({
    payloadType: IN_TOTO_TYPE,
    payload: toBase64(statement),
    signatures: [{ keyid: dsseKeyId(key), sig: toBase64(new Uint8Array(signature)) }],
  });
}
