import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { concatBytes, fromBase64, toBase64, toBytes, toHex } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { sha256 } from './digest.ts';

/** Keys of signed notes, C2SP signed-note: those of logs (Ed25519), and those of witnesses (Ed25519 or ML-DSA-44). */

/** Signs the text of the note itself: what a log does. */
export const LOG_KEY = 0x01;
/** Signs the text with a time before it (C2SP tlog-cosignature): what a witness does. */
export const WITNESS_KEY = 0x04;
/** The same with ML-DSA-44 (FIPS 204), and over another message: what the specification wants of new witnesses. */
export const ML_DSA_WITNESS_KEY = 0x06;
type KeyType = typeof LOG_KEY | typeof WITNESS_KEY | typeof ML_DSA_WITNESS_KEY;

interface Algorithm {
  /** As people call it, and as node:crypto does. */
  readonly name: string;
  readonly keyType: string;
  readonly publicKeyBytes: number;
  /** DER of a SubjectPublicKeyInfo up to the key itself. */
  readonly spkiPrefix: Uint8Array;
}

/** RFC 8410. */
const ED25519: Algorithm = {
  name: 'Ed25519',
  keyType: 'ed25519',
  publicKeyBytes: 32,
  spkiPrefix: Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex')),
};

/** RFC 9881. */
const ML_DSA_44: Algorithm = {
  name: 'ML-DSA-44',
  keyType: 'ml-dsa-44',
  publicKeyBytes: 1312,
  spkiPrefix: Uint8Array.from(Buffer.from('30820532300b06096086480165030403110382052100', 'hex')),
};

const ALGORITHMS: Readonly<Record<KeyType, Algorithm>> = {
  [LOG_KEY]: ED25519,
  [WITNESS_KEY]: ED25519,
  [ML_DSA_WITNESS_KEY]: ML_DSA_44,
};

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
  /** The signature: 64 bytes with Ed25519, 2,420 with ML-DSA-44 (other ones each time). */
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

/** Throws Fault `ledger.key` on a name or a key that cannot be one, and on one that this Node cannot verify with. */
export function noteKey<T extends KeyType>(of: Pick<NoteKey<T>, 'name' | 'type' | 'publicKey'>): NoteKey<T> {
  const { name, type, publicKey } = of;
  const algorithm = ALGORITHMS[type];
  if (!isKeyName(name))
    throw new Fault('ledger.key', 'the name of a key is empty, or holds white space or a plus sign');
  if (publicKey.length !== algorithm.publicKeyBytes)
    throw new Fault('ledger.key', `an ${algorithm.name} public key has ${algorithm.publicKeyBytes} bytes`);
  const keyId = toHex(sha256(toBytes(`${name}\n`), Uint8Array.of(type), publicKey).subarray(0, 4));
  const key = { name, keyId, type, publicKey };
  if (algorithm !== ED25519) keyObject(key); // a key that nobody could verify with must not seem to be usable
  return key;
}

/** The log's key behind `name+hex+base64`. Throws Fault `ledger.key`, which says what is wrong with it. */
export function parseVkey(text: string): VerifierKey {
  return parseTypedVkey(text, LOG_KEY);
}

/** The key behind a vkey that has to be of one of these types. Throws Fault `ledger.key`. */
export function parseTypedVkey<T extends KeyType>(text: string, ...types: readonly T[]): NoteKey<T> {
  // Base64 may hold plus signs, a name may not: the first two divide.
  const [, name, keyId, encoded] = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || keyId === undefined || encoded === undefined) {
    throw new Fault('ledger.key', 'a verifier key looks like name+hexid+base64');
  }
  const typed = fromBase64(encoded);
  if (typed === null) throw new Fault('ledger.key', 'the key is not base64');
  const type = types.find((each) => each === typed[0]);
  if (type === undefined) throw new Fault('ledger.key', refuseType(typed[0], types));
  const key = noteKey({ name, type, publicKey: typed.subarray(1) });
  if (key.keyId !== keyId)
    throw new Fault('ledger.key', `the key id should be ${key.keyId}, not ${keyId}: name or key was changed`);
  return key;
}

function refuseType(found: number | undefined, wanted: readonly KeyType[]): string {
  if (found === LOG_KEY) return 'this is the key of a log (type 1), not of a witness (type 4 or 6)';
  if (found === WITNESS_KEY || found === ML_DSA_WITNESS_KEY)
    return `this is the key of a witness (type ${found}), not of a log (type 1)`;
  return `keys of type ${found ?? 'nothing'} are not supported, only ${wanted.map((type) => `${type} (${ALGORITHMS[type].name})`).join(' and ')}`;
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
  const { keyType, spkiPrefix, name: algorithm } = ALGORITHMS[type];
  if (key.type !== 'private' || key.asymmetricKeyType !== keyType) {
    throw new Fault('ledger.key', `the key must be a private ${algorithm} key`);
  }
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = new Uint8Array(spki.subarray(spkiPrefix.length));
  return { ...noteKey({ name, type, publicKey }), sign: (message) => new Uint8Array(sign(null, message, key)) };
}

/** Is this the key's signature over exactly these bytes? What bytes those are depends on the key's type. */
export function verifySignature(key: NoteKey, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, message, keyObject(key), signature);
}

/** Reading a key costs as much as verifying with it, and a history has one signature a commit. */
const keyObjects = new WeakMap<NoteKey, KeyObject>();

function keyObject(key: NoteKey): KeyObject {
  const read = keyObjects.get(key) ?? readKey(key);
  keyObjects.set(key, read);
  return read;
}

/** ML-DSA came with OpenSSL 3.5: an older Node refuses the key, and whoever asked learns why. */
function readKey({ type, publicKey }: NoteKey): KeyObject {
  const { name, spkiPrefix } = ALGORITHMS[type];
  const der = Buffer.from(concatBytes(spkiPrefix, publicKey));
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch (error) {
    throw new Fault('ledger.key', `this Node cannot verify with ${name} keys; Node 24.6 or newer can`, {
      cause: error,
    });
  }
}
