import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { concatBytes, fromBase64, toBase64, toBytes, toHex } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { sha256 } from './digest.ts';

/** Keys of signed notes, C2SP signed-note: Ed25519, type 0x01. */

const ED25519 = 0x01;
const PUBLIC_KEY_BYTES = 32;
/** DER of an Ed25519 SubjectPublicKeyInfo up to the key itself (RFC 8410). */
const SPKI_PREFIX = Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex'));

export interface VerifierKey {
  /** A ledger key's name is the ledger's origin. */
  readonly name: string;
  /** 8 hex digits: the first four bytes of SHA-256 over name, newline, type and key. */
  readonly keyId: string;
  readonly publicKey: Uint8Array;
}

export interface Signer extends VerifierKey {
  /** The Ed25519 signature, 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** Not empty, no white space, no plus sign, no control character: it must survive a signature line and a vkey. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\s\p{Z}\p{Cc}+]+$/u.test(name);
}

export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name))
    throw new Fault('ledger.key', 'the name of a key is empty, or holds white space or a plus sign');
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new Fault('ledger.key', 'an Ed25519 public key has 32 bytes');
  return { name, keyId: keyIdOf(name, publicKey), publicKey };
}

/** The key behind `name+hex+base64`. Throws Fault `ledger.key`, which says what is wrong with it. */
export function parseVkey(text: string): VerifierKey {
  // Base64 may hold plus signs, a name may not: the first two divide.
  const [, name, keyId, encoded] = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || keyId === undefined || encoded === undefined) {
    throw new Fault('ledger.key', 'a verifier key looks like name+hexid+base64');
  }
  const typed = fromBase64(encoded);
  if (typed === null) throw new Fault('ledger.key', 'the key is not base64');
  if (typed[0] !== ED25519)
    throw new Fault('ledger.key', `keys of type ${typed[0] ?? 'nothing'} are not supported, only Ed25519 (1)`);
  const key = verifierKey(name, typed.subarray(1));
  if (key.keyId !== keyId)
    throw new Fault('ledger.key', `the key id should be ${key.keyId}, not ${keyId}: name or key was changed`);
  return key;
}

export function formatVkey({ name, keyId, publicKey }: VerifierKey): string {
  return `${name}+${keyId}+${toBase64(concatBytes(Uint8Array.of(ED25519), publicKey))}`;
}

/** The signer with this name over a private Ed25519 key. Throws Fault `ledger.key` on any other key. */
export function noteSigner(name: string, key: KeyObject): Signer {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519') {
    throw new Fault('ledger.key', 'the ledger key must be a private Ed25519 key');
  }
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = new Uint8Array(spki.subarray(SPKI_PREFIX.length));
  return { ...verifierKey(name, publicKey), sign: (message) => new Uint8Array(sign(null, message, key)) };
}

export function verifySignature(key: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, message, keyObject(key), signature);
}

/** Reading a key costs as much as verifying with it, and a history has one signature a commit. */
const keyObjects = new WeakMap<VerifierKey, KeyObject>();

function keyObject(key: VerifierKey): KeyObject {
  const der = Buffer.from(concatBytes(SPKI_PREFIX, key.publicKey));
  const read = keyObjects.get(key) ?? createPublicKey({ key: der, format: 'der', type: 'spki' });
  keyObjects.set(key, read);
  return read;
}

function keyIdOf(name: string, publicKey: Uint8Array): string {
  return toHex(sha256(toBytes(`${name}\n`), Uint8Array.of(ED25519), publicKey).subarray(0, 4));
}
