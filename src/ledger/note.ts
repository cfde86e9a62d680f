import { concatBytes, fromBase64, toBase64, toBytes, toText } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { isKeyName, type Signer, type VerifierKey, verifySignature } from './note-key.ts';

/** Signed notes, C2SP signed-note: a text, an empty line, one signature a line. */

/** Above this nothing is parsed; a checkpoint with every witness of the world is far smaller. */
const MAXIMUM_NOTE_BYTES = 1_000_000;
/** The specification asks readers for at least 16. */
const MAXIMUM_SIGNATURES = 100;
const KEY_ID_BYTES = 4;

export interface NoteSignature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyId: string;
  /** What follows the key id; its form depends on the key's type. */
  readonly signature: Uint8Array;
}

export interface Note {
  /** The signed text, its final newline included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** The note over `text`, which must end in a newline. The same arguments give the same bytes: Ed25519 is deterministic. */
export function signNote(text: string, signers: readonly Signer[]): Uint8Array {
  assertText(text);
  const message = toBytes(text);
  return formatNote({
    text,
    signatures: signers.map(({ name, keyId, sign }) => ({ name, keyId, signature: sign(message) })),
  });
}

/** The bytes of a note: to add cosignatures, append to `signatures`. */
export function formatNote({ text, signatures }: Note): Uint8Array {
  assertText(text);
  const lines = signatures.map(({ name, keyId, signature }) => {
    const id = Uint8Array.from(Buffer.from(keyId, 'hex'));
    return `— ${name} ${toBase64(concatBytes(id, signature))}\n`;
  });
  return toBytes(`${text}\n${lines.join('')}`);
}

/** Reads a note without verifying anything. Throws Fault `ledger.checkpoint` on bytes that are not a note. */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MAXIMUM_NOTE_BYTES) throw malformed(`above ${MAXIMUM_NOTE_BYTES} bytes`);
  const whole = toText(bytes);
  if (whole === null) throw malformed('not UTF-8');
  // The last empty line divides: a text may hold empty lines, signatures may not.
  const end = whole.lastIndexOf('\n\n');
  if (end < 0) throw malformed('no empty line before the signatures');
  const text = whole.slice(0, end + 1);
  if (!isText(text)) throw malformed('the text holds control characters');
  const block = whole.slice(end + 2);
  if (!block.endsWith('\n')) throw malformed('no newline at the end');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > MAXIMUM_SIGNATURES) throw malformed(`more than ${MAXIMUM_SIGNATURES} signatures`);
  return { text, signatures: lines.map(parseSignature) };
}

export interface OpenedNote extends Note {
  /** The keys, out of those given, that signed it: at least one. */
  readonly verified: readonly VerifierKey[];
}

/**
 * Reads a note and verifies it. Signatures by unknown keys are ignored, but one by a known key that does not verify
 * rejects the whole note. Throws Fault `ledger.checkpoint` (not a note) or `ledger.signature` (not signed by these keys).
 */
export function openNote(bytes: Uint8Array, keys: readonly VerifierKey[]): OpenedNote {
  const note = parseNote(bytes);
  return { ...note, verified: verifyNote(note, keys) };
}

/** The same of a note that was read. Throws Fault `ledger.signature`. */
export function verifyNote({ text, signatures }: Note, keys: readonly VerifierKey[]): readonly VerifierKey[] {
  const message = toBytes(text);
  const verified = new Set<VerifierKey>();
  for (const { name, keyId, signature } of signatures) {
    const key = keys.find((known) => known.name === name && known.keyId === keyId);
    if (key === undefined) continue;
    if (!verifySignature(key, message, signature)) {
      throw new Fault('ledger.signature', `the signature by ${name} (key ${keyId}) does not verify`);
    }
    verified.add(key);
  }
  if (verified.size === 0) throw new Fault('ledger.signature', 'no known key signed this');
  return [...verified];
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || !isKeyName(name) || bytes === null || bytes.length <= KEY_ID_BYTES) {
    throw malformed('a signature line is not "— name base64"');
  }
  return {
    name,
    keyId: Buffer.from(bytes.subarray(0, KEY_ID_BYTES)).toString('hex'),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}

/** No control characters but the newline, no lone surrogates (they would be signed as something else). */
function isText(text: string): boolean {
  return text.isWellFormed() && !/[^\P{Cc}\n\u007f-\u009f]/u.test(text);
}

function assertText(text: string): void {
  if (!text.endsWith('\n') || !isText(text))
    throw malformed('the text must end in a newline and hold no control characters');
}

function malformed(reason: string): Fault {
  return new Fault('ledger.checkpoint', `not a signed note: ${reason}`);
}
