import type { KeyObject } from 'node:crypto';
import { concatBytes, toBytes } from '../base/bytes.ts';
import { Fault, isFault } from '../base/fault.ts';
import { type Checkpoint, parseCheckpointText } from './checkpoint.ts';
import type { NoteSignature } from './note.ts';
import {
  ML_DSA_WITNESS_KEY,
  type NoteKey,
  type NoteSigner,
  noteKey,
  parseTypedVkey,
  typedSigner,
  verifySignature,
  WITNESS_KEY,
} from './note-key.ts';

/**
 * Cosignatures of witnesses, C2SP tlog-cosignature: a time, and a signature over that time and the checkpoint. It says:
 * at this time, this was the largest tree that the witness had seen of this log. With Ed25519 the text of the checkpoint
 * is signed; with ML-DSA-44 what it says and the name of the witness, without extension lines.
 */

type WitnessKeyType = typeof WITNESS_KEY | typeof ML_DSA_WITNESS_KEY;
export type WitnessKey = NoteKey<WitnessKeyType>;
export type WitnessSigner = NoteSigner<WitnessKeyType>;

const TIME_BYTES = 8;
const SIGNATURE_BYTES: Readonly<Record<WitnessKeyType, number>> = { [WITNESS_KEY]: 64, [ML_DSA_WITNESS_KEY]: 2420 };
/** Of a name in the message that is signed with ML-DSA-44. */
const LONGEST_NAME_BYTES = 255;
/** The last second that RFC 3339 can write. The specification allows 2^63 - 1; nobody who signs that means it. */
const LATEST_SECOND = 253_402_300_799;

export function witnessKey(name: string, publicKey: Uint8Array): WitnessKey {
  return noteKey({ name, type: WITNESS_KEY, publicKey });
}

/** The witness's key behind `name+hex+base64`. Throws Fault `ledger.key`, which says what is wrong with it. */
export function parseWitnessVkey(text: string): WitnessKey {
  return parseTypedVkey<WitnessKeyType>(text, WITNESS_KEY, ML_DSA_WITNESS_KEY);
}

/** Of the type that the key asks for. Throws Fault `ledger.key` when it is neither Ed25519 nor ML-DSA-44, and private. */
export function witnessSigner(name: string, key: KeyObject): WitnessSigner {
  const type: WitnessKeyType = key.asymmetricKeyType === 'ed25519' ? WITNESS_KEY : ML_DSA_WITNESS_KEY;
  return typedSigner({ name, type, key });
}

/**
 * The cosignature at `time` (seconds since 1970) over a checkpoint's text, its final newline included. It is the
 * witness's duty to have checked before that the log only grew.
 */
export function cosign(text: string, { signer, time }: CosignOptions): NoteSignature {
  if (!isTime(time)) throw new Fault('internal.bug', `${time} is not a time of a cosignature`);
  const { name, keyId } = signer;
  const message = cosignedMessage(signer, text, time);
  if (message === null) throw new Fault('ledger.checkpoint', 'this is no checkpoint that ML-DSA-44 could cosign');
  return { name, keyId, signature: concatBytes(uint64(time), signer.sign(message)) };
}

export interface CosignOptions {
  readonly signer: WitnessSigner;
  /** Seconds since 1970, whole. */
  readonly time: number;
}

/** When the witness cosigned this text, in seconds since 1970; null when the signature is not by this key over it. */
export function verifyCosignature(key: WitnessKey, text: string, signature: Uint8Array): number | null {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES[key.type]) return null;
  const time = readTime(signature);
  const message = time === null ? null : cosignedMessage(key, text, time);
  return message !== null && verifySignature(key, message, signature.subarray(TIME_BYTES)) ? time : null;
}

/** Null: ML-DSA-44 has no message for this text or name. */
function cosignedMessage({ type, name }: WitnessKey, text: string, time: number): Uint8Array | null {
  if (type === WITNESS_KEY) return toBytes(`cosignature/v1\ntime ${time}\n${text}`);
  const checkpoint = readCheckpoint(text);
  return checkpoint === null ? null : subtreeMessage({ name, time, checkpoint });
}

/** The structure `cosigned_message` of the specification, over all entries from 0 to the size. */
function subtreeMessage(of: {
  readonly name: string;
  readonly time: number;
  readonly checkpoint: Checkpoint;
}): Uint8Array | null {
  const { origin, size, root } = of.checkpoint;
  const [name, log] = [toBytes(of.name), toBytes(origin)];
  if (name.length > LONGEST_NAME_BYTES || log.length > LONGEST_NAME_BYTES) return null;
  const label = toBytes('subtree/v1\n\0');
  return concatBytes(label, sized(name), uint64(of.time), sized(log), uint64(0), uint64(size), root);
}

/** With its length before it, in one byte. */
function sized(bytes: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}

function readCheckpoint(text: string): Checkpoint | null {
  try {
    return parseCheckpointText(text);
  } catch (error) {
    if (!isFault(error, 'ledger.checkpoint')) throw error;
    return null;
  }
}

/** Big-endian. */
function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** The time before a signature; null when no date can say it. */
function readTime(signature: Uint8Array): number | null {
  const time = Number(new DataView(signature.buffer, signature.byteOffset, TIME_BYTES).getBigUint64(0));
  return isTime(time) ? time : null;
}

function isTime(time: number): boolean {
  return Number.isSafeInteger(time) && time >= 0 && time <= LATEST_SECOND;
}
