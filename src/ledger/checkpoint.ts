import { fromBase64, toBase64 } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { HASH_BYTES } from './digest.ts';
import { type OpenedNote, openNote, parseNote, signNote } from './note.ts';
import { isKeyName, type Signer, type VerifierKey } from './note-key.ts';

/** Checkpoints, C2SP tlog-checkpoint: a signed note over origin, size and root hash. */

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The signed text: origin, size, base64 root, a line each. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin))
    throw new Fault('ledger.checkpoint', 'the origin of a ledger holds no white space and no plus sign');
  if (!Number.isSafeInteger(size) || size < 0) throw new Fault('ledger.checkpoint', `${size} is not a size`);
  if (root.length !== HASH_BYTES) throw new Fault('ledger.checkpoint', 'a root hash has 32 bytes');
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/**
 * Reads the text of a checkpoint. Extension lines after the third are signed but mean nothing to us (the
 * specification discourages them); an empty one is refused. Throws Fault `ledger.checkpoint`.
 */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split('\n');
  if (origin === undefined || !isKeyName(origin)) throw malformed('the first line is not an origin');
  if (size === undefined || !/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw malformed('the second line is not a size');
  }
  const hash = root === undefined ? null : fromBase64(root);
  if (hash === null || hash.length !== HASH_BYTES) throw malformed('the third line is not a root hash in base64');
  const end = rest.pop();
  if (end !== '' || rest.includes('')) throw malformed('empty extension line, or no newline at the end');
  return { origin, size: Number(size), root: hash };
}

/** The checkpoint of a note, its signatures not verified. Throws Fault `ledger.checkpoint`. */
export function parseCheckpoint(note: Uint8Array): Checkpoint {
  return parseCheckpointText(parseNote(note).text);
}

/** The note's bytes. A log never signs two checkpoints that are inconsistent: sign only what is stored. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly Signer[]): Uint8Array {
  return signNote(formatCheckpoint(checkpoint), signers);
}

export interface OpenedCheckpoint extends Checkpoint {
  readonly verified: OpenedNote['verified'];
}

/** Reads and verifies. Throws Fault `ledger.checkpoint` (cannot be read) or `ledger.signature` (not by these keys). */
export function openCheckpoint(note: Uint8Array, keys: readonly VerifierKey[]): OpenedCheckpoint {
  const { text, verified } = openNote(note, keys);
  return { ...parseCheckpointText(text), verified };
}

function malformed(reason: string): Fault {
  return new Fault('ledger.checkpoint', `not a checkpoint: ${reason}`);
}
