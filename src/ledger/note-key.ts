import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { concatBytes, fromBase64, toBase64, toBytes, toHex } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { sha256 } from './digest.ts';

/** Keys of signed notes, C2SP signed-note: Ed25519 keys of logs (type 0x01) and of witnesses (type 0x04). */

/** Signs the text of the note itself: what a log does. */
export const LOG_KEY = 0x01;
/** Signs the text with a time before it (C2SP tlog-cosignature): what a witness does. */
export const WITNESS_KEY = 0x04;
type KeyType = typeof LOG_KEY | typeof WITNESS_KEY;

const PUBLIC_KEY_BYTES = 32;
/** DER of an Ed25519 SubjectPublicKeyInfo up to the key itself (RFC 8410). */
const SPKI_PREFIX = Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex'));

/** The type is part of the key: what one type signed never verifies as the other. */
export interface NoteKey<T extends KeyType = KeyType> {
  /** A ledger key's name is the ledger's origin. */
  readonly name: string;
  /** 8 hex digits: the first four bytes of SHA-256 over name, newline, type and key. */
  readonly keyId: string;
  readonly type: T;
  readonly publicKey: Uint8Array;
}

export type VerifierKey = NoteKey<typeof LOG_KEY>;

export interface NoteSigner<T extends KeyType> extends NoteKey<T> {
  /** The Ed25519 signature, 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

export type Signer = NoteSigner<typeof LOG_KEY>;

/** Not empty, no white space, no plus sign, no control character: it must survive a signature line and a vkey. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\s\p{Z}\p{Cc}+]+$/u.test(name);
}

export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  return noteKey({ name, type: LOG_KEY, publicKey });
}

/** Throws Fault `ledger.key` on a name or a key that cannot be one. */
export function noteKey<T extends KeyType>(of: Pick<NoteKey<T>, 'name' | 'type' | 'publicKey'>): NoteKey<T> {
  const { name, type, publicKey } = of;
  if (!isKeyName(name))
    throw new Fault('ledger.key', 'the name of a key is empty, or holds white space or a plus sign');
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new Fault('ledger.key', 'an Ed25519 public key has 32 bytes');
  const keyId = toHex(sha256(toBytes(`${name}\n`), Uint8Array.of(type), publicKey).subarray(0, 4));
  return { name, keyId, type, publicKey };
}

/** The log's key behind `name+hex+base64`. Throws Fault `ledger.key`, which says what is wrong with it. */
export function parseVkey(text: string): VerifierKey {
  return parseTypedVkey(text, LOG_KEY);
}

/** The key behind a vkey that has to be of this type. Throws Fault `ledger.key`. */
export function parseTypedVkey<T extends KeyType>(text: string, type: T): NoteKey<T> {
  // Base64 may hold plus signs, a name may not: the first two divide.
  const [, name, keyId, encoded] = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || keyId === undefined || encoded === undefined) {
    throw new Fault('ledger.key', 'a verifier key looks like name+hexid+base64');
  }
  const typed = fromBase64(encoded);
  if (typed === null) throw new Fault('ledger.key', 'the key is not base64');
  if (typed[0] !== type) throw new Fault('ledger.key', refuseType(typed[0], type));
  const key = noteKey({ name, type, publicKey: typed.subarray(1) });
  if (key.keyId !== keyId)
    throw new Fault('ledger.key', `the key id should be ${key.keyId}, not ${keyId}: name or key was changed`);
  return key;
}

function refuseType(found: number | undefined, wanted: KeyType): string {
  if (found === LOG_KEY) return 'this is the key of a log (type 1), not of a witness (type 4)';
  if (found === WITNESS_KEY) return 'this is the key of a witness (type 4), not of a log (type 1)';
  return `keys of type ${found ?? 'nothing'} are not supported, only Ed25519 (${wanted})`;
}

export function formatVkey({ name, keyId, type, publicKey }: NoteKey): string {
  return `${name}+${keyId}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** The log's signer with this name over a private Ed25519 key. Throws Fault `ledger.key` on any other key. */
export function noteSigner(name: string, key: KeyObject): Signer {
  return typedSigner({ name, type: LOG_KEY, key });
}

export function typedSigner<T extends KeyType>(of: {
  readonly name: string;
  readonly type: T;
  readonly key: KeyObject;
}): NoteSigner<T> {
  const { name, type, key } = of;
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519') {
    throw new Fault('ledger.key', 'the ledger key must be a private Ed25519 key');
  }
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = new Uint8Array(spki.subarray(SPKI_PREFIX.length));
  return { ...noteKey({ name, type, publicKey }), sign: (message) => new Uint8Array(sign(null, message, key)) };
}

/** Is this the key's signature over exactly these bytes? What bytes those are depends on the key's type. */
export function verifySignature(key: NoteKey, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, message, keyObject(key), signature);
}

/** Reading a key costs as much as verifying with it, and a history has one signature a commit. */
const keyObjects = new WeakMap<NoteKey, KeyObject>();

function keyObject(key: NoteKey): KeyObject {
  const der = Buffer.from(concatBytes(SPKI_PREFIX, key.publicKey));
  const read = keyObjects.get(key) ?? createPublicKey({ key: der, format: 'der', type: 'spki' });
  keyObjects.set(key, read);
  return read;
}
