import { equalBytes, fromBase64, toBase64, toBytes } from '../base/bytes.ts';
import { isFault } from '../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { formatVkey, parseVkey, type Signer, type VerifierKey, verifySignature } from './note-key.ts';

/** Rotations: which key signs a ledger from which size on. Genesis names the first, each rotation the next. */

const SIGNATURE_BYTES = 64;

/** What a rotation entry says. */
export interface RotationAct {
  readonly act: 'rotation';
  readonly from: string;
  readonly to: string;
  readonly signature: string;
}

/** One key gives way to another: checkpoints of more than `index` entries are signed by `to`. */
export interface Rotation {
  readonly index: number;
  readonly from: VerifierKey;
  readonly to: VerifierKey;
}

/**
 * The text that the old key signs. Its first line holds spaces, which no origin does (checkpoint.ts) and no cosignature
 * begins so: it is never taken for a checkpoint, and no checkpoint for it.
 */
export function rotationText(from: VerifierKey, to: VerifierKey): string {
  return `countersign ledger key rotation v1\n${from.name}\n${formatVkey(from)}\n${formatVkey(to)}\n`;
}

/** The same keys give the same bytes: after a crash the same entry is drafted. */
export function signRotation(from: Signer, to: VerifierKey): RotationAct {
  const signature = toBase64(from.sign(toBytes(rotationText(from, to))));
  return { act: 'rotation', from: formatVkey(from), to: formatVkey(to), signature };
}

/** The rotation that an act of this ledger tells, or in words why it is none: believed is only what the old key signed. */
export function readRotation(
  act: JsonObject,
  at: { readonly index: number; readonly origin: string },
): Rotation | string {
  const from = readKey(act['from']);
  const to = readKey(act['to']);
  const signature = typeof act['signature'] === 'string' ? fromBase64(act['signature']) : null;
  if (from === null || to === null || signature?.length !== SIGNATURE_BYTES) return 'it cannot be read';
  if (from.name !== at.origin || to.name !== at.origin) return 'it names a key of another ledger';
  if (from.keyId === to.keyId) return 'it names one key twice';
  if (!verifySignature(from, toBytes(rotationText(from, to)), signature))
    return `the signature by the old key ${from.keyId} does not verify`;
  return { index: at.index, from, to };
}

/** The keys of a ledger by size, as its own entries name them; who believes which of them is another question. */
export interface KeyLine {
  /** Named by genesis; none when there is no genesis that can be read. */
  readonly first: readonly VerifierKey[];
  /** Those that hold, in order. */
  readonly rotations: readonly Rotation[];
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
}

/** Acts of kind `ledger` in order of their indexes, as they stand in `countersign_ledger`. */
export function readKeyLine(
  acts: readonly { readonly index: number; readonly act: JsonObject }[],
  origin: string,
): KeyLine {
  const first: VerifierKey[] = [];
  const rotations: Rotation[] = [];
  const refused: { index: number; reason: string }[] = [];
  for (const { index, act } of acts) {
    if (act['act'] === 'genesis' && first.length === 0) first.push(...keysOf(act['keys']));
    if (act['act'] !== 'rotation') continue;
    const read = readRotation(act, { index, origin });
    const reason = typeof read === 'string' ? read : refuseOrder(read, { first, rotations });
    if (reason !== null) refused.push({ index, reason });
    else if (typeof read !== 'string') rotations.push(read);
  }
  return { first, rotations, refused };
}

/** The keys of which one has to sign a checkpoint of this size: after a rotation exactly one. */
export function keysInForce(
  { first, rotations }: Pick<KeyLine, 'first' | 'rotations'>,
  size: number,
): readonly VerifierKey[] {
  const newest = rotations.findLast(({ index }) => index < size);
  return newest === undefined ? first : [newest.to];
}

/** An older key that somebody still has must not name a successor of its own choice. */
function refuseOrder({ from }: Rotation, { first, rotations }: Pick<KeyLine, 'first' | 'rotations'>): string | null {
  const inForce = keysInForce({ first, rotations }, Number.POSITIVE_INFINITY);
  // Without a genesis nobody can say which key was first.
  if (inForce.length === 0 || inForce.some((key) => isSameKey(key, from))) return null;
  return `it is by the key ${from.keyId}, but ${inForce.map(({ keyId }) => keyId).join(', ')} was in force`;
}

export function isSameKey(one: VerifierKey, other: VerifierKey): boolean {
  return one.name === other.name && equalBytes(one.publicKey, other.publicKey);
}

/** The act of a statement of kind `ledger`. */
export function actOf(statement: JsonObject): JsonObject | null {
  const predicate = statement['predicate'];
  const act = isJsonObject(predicate) ? predicate['countersign_ledger'] : null;
  return isJsonObject(act) ? act : null;
}

function keysOf(value: Json | undefined): readonly VerifierKey[] {
  return Array.isArray(value) ? value.map(readKey).filter((key) => key !== null) : [];
}

function readKey(value: Json | undefined): VerifierKey | null {
  try {
    return typeof value === 'string' ? parseVkey(value) : null;
  } catch (error) {
    if (!isFault(error, 'ledger.key')) throw error;
    return null;
  }
}
