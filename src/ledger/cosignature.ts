import type { KeyObject } from 'node:crypto';
import { concatBytes, toBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import type { NoteSignature } from './note.ts';
import {
  type NoteKey,
  type NoteSigner,
  noteKey,
  parseTypedVkey,
  typedSigner,
  verifySignature,
  WITNESS_KEY,
} from './note-key.ts';

/**
 * Cosignatures of witnesses, C2SP tlog-cosignature, with Ed25519: a time, and a signature over that time and the text
 * of the checkpoint. It says: at this time, this was the largest tree that the witness had seen of this log.
 */

export type WitnessKey = NoteKey<typeof WITNESS_KEY>;
export type WitnessSigner = NoteSigner<typeof WITNESS_KEY>;

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;
/** The last second that RFC 3339 can write. The specification allows 2^63 - 1; nobody who signs that means it. */
const LATEST_SECOND = 253_402_300_799;

export function witnessKey(name: string, publicKey: Uint8Array): WitnessKey {
  return noteKey({ name, type: WITNESS_KEY, publicKey });
}

/** The witness's key behind `name+hex+base64`. Throws Fault `ledger.key`, which says what is wrong with it. */
export function parseWitnessVkey(text: string): WitnessKey {
  return parseTypedVkey(text, WITNESS_KEY);
}

/** Throws Fault `ledger.key` when the key is not a private Ed25519 key. */
export function witnessSigner(name: string, key: KeyObject): WitnessSigner {
  return typedSigner({ name, type: WITNESS_KEY, key });
}

/**
 * The cosignature at `time` (seconds since 1970) over a checkpoint's text, its final newline included. It is the
 * witness's duty to have checked before that the log only grew.
 */
export function cosign(text: string, { signer, time }: CosignOptions): NoteSignature {
  if (!isTime(time)) throw new Fault('internal.bug', `${time} is not a time of a cosignature`);
  const { name, keyId } = signer;
  return { name, keyId, signature: concatBytes(timeBytes(time), signer.sign(cosignedMessage(text, time))) };
}

export interface CosignOptions {
  readonly signer: WitnessSigner;
  /** Seconds since 1970, whole. */
  readonly time: number;
}

/** When the witness cosigned this text, in seconds since 1970; null when the signature is not by this key over it. */
export function verifyCosignature(key: WitnessKey, text: string, signature: Uint8Array): number | null {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return null;
  const time = readTime(signature);
  if (time === null) return null;
  return verifySignature(key, cosignedMessage(text, time), signature.subarray(TIME_BYTES)) ? time : null;
}

function cosignedMessage(text: string, time: number): Uint8Array {
  return toBytes(`cosignature/v1\ntime ${time}\n${text}`);
}

/** Big-endian, 64 bits. */
function timeBytes(time: number): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
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
