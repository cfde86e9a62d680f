import { concatBytes, fromBase64, toBase64, toBytes, toText } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { HASH_BYTES } from './digest.ts';
import type { Proof } from './merkle-proof.ts';
import { parseNote } from './note.ts';

/** Proofs that an entry is in a log, as a file that is checked offline: C2SP tlog-proof. */

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A log of 2^53 entries is 53 hashes high; the specification of witnesses stops at 63. */
const MAXIMUM_HASHES = 63;
/** Extra data of one largest entry and a checkpoint with every witness stay far below. */
export const MAXIMUM_PROOF_BYTES = 1_500_000;

export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child. */
  readonly hashes: Proof;
  /** The bytes of the log's checkpoint as it was published, cosignatures included. */
  readonly checkpoint: Uint8Array;
  /** What the log says nothing about: nobody signed it. Ours hold the entry's bytes, which count by their hash alone. */
  readonly extra: Uint8Array | null;
}

/** The bytes of the file. Throws Fault `ledger.proof` on what no file can say. */
export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): Uint8Array {
  if (!Number.isSafeInteger(index) || index < 0) throw malformed(`${index} is not an index`);
  if (hashes.length > MAXIMUM_HASHES || hashes.some((hash) => hash.length !== HASH_BYTES))
    throw malformed(`it is at most ${MAXIMUM_HASHES} hashes of 32 bytes`);
  const lines = [
    HEADER,
    ...(extra === null || extra.length === 0 ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
    '\n',
  ];
  return concatBytes(toBytes(lines.join('\n')), checkpoint);
}

/** Reads a proof without checking anything. Throws Fault `ledger.proof` on bytes that are not one. */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > MAXIMUM_PROOF_BYTES) throw malformed(`above ${MAXIMUM_PROOF_BYTES} bytes`);
  const whole = toText(bytes);
  if (whole === null) throw malformed('not UTF-8');
  // No line of the proof is empty, so the first empty one divides; the checkpoint has one of its own.
  const end = whole.indexOf('\n\n');
  if (end < 0) throw malformed('no empty line before the checkpoint');
  const [header, ...rest] = whole.slice(0, end).split('\n');
  if (header !== HEADER) throw malformed(`the first line is not ${HEADER}`);
  const hasExtra = rest[0]?.startsWith('extra ') === true;
  const extra = hasExtra ? readExtra(rest[0] ?? '') : null;
  const [indexLine = '', ...hashLines] = hasExtra ? rest.slice(1) : rest;
  const checkpoint = toBytes(whole.slice(end + 2));
  assertNote(checkpoint);
  return { index: readIndex(indexLine), hashes: readHashes(hashLines), checkpoint, extra };
}

function readExtra(line: string): Uint8Array {
  const extra = fromBase64(line.slice('extra '.length));
  if (extra === null || extra.length === 0) throw malformed('the extra line does not hold base64');
  return extra;
}

function readIndex(line: string): number {
  const index = Number(/^index (0|[1-9]\d{0,15})$/.exec(line)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(index)) throw malformed('the line after the first (or after the extra line) is no index');
  return index;
}

function readHashes(lines: readonly string[]): Proof {
  if (lines.length > MAXIMUM_HASHES) throw malformed(`more than ${MAXIMUM_HASHES} hashes`);
  return lines.map((line) => {
    const hash = fromBase64(line);
    if (hash === null || hash.length !== HASH_BYTES) throw malformed('a line of the proof is not a hash in base64');
    return hash;
  });
}

function assertNote(checkpoint: Uint8Array): void {
  try {
    parseNote(checkpoint);
  } catch (error) {
    throw new Fault('ledger.proof', error instanceof Error ? `no checkpoint at its end: ${error.message}` : '', {
      cause: error,
    });
  }
}

function malformed(reason: string): Fault {
  return new Fault('ledger.proof', `not a proof: ${reason}`);
}
