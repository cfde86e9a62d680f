import { equalBytes, fromBase64, toBase64, toBytes, toHex, toText } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { canonicalize } from './canonical.ts';
import { sha256 } from './digest.ts';
import { paths } from './layout.ts';

/** Bytes of a salt. Without it, a short document could be guessed from its digest after it was erased. */
export const SALT_BYTES = 32;

export interface Evidence {
  /** 64 hex digits: SHA-256 over the salt and the canonical document, in this order. */
  readonly digest: string;
  readonly salt: Uint8Array;
  readonly document: Json;
}

/** Evidence over a document. `salt` is 32 random bytes, drawn anew for each document; throws Fault `internal.bug` otherwise. */
export function makeEvidence(document: Json, salt: Uint8Array): Evidence {
  if (salt.length !== SALT_BYTES) throw new Fault('internal.bug', `a salt has ${SALT_BYTES} bytes, not ${salt.length}`);
  return { digest: toHex(sha256(salt, toBytes(canonicalize(document)))), salt, document };
}

/** The file of a piece of evidence: canonical JSON of `{document, salt}`, the salt in base64. */
export function evidenceFile({ digest, salt, document }: Evidence): {
  readonly path: string;
  readonly bytes: Uint8Array;
} {
  return { path: paths.evidence(digest), bytes: toBytes(canonicalize({ document, salt: toBase64(salt) })) };
}

/** Reads an evidence file and computes its digest anew; compare it with the one that the entry names. Throws Fault `ledger.entry`. */
export function parseEvidence(bytes: Uint8Array): Evidence {
  const value = readJson(bytes);
  const salt = isJsonObject(value) && typeof value['salt'] === 'string' ? fromBase64(value['salt']) : null;
  if (!isJsonObject(value) || salt === null || salt.length !== SALT_BYTES || value['document'] === undefined) {
    throw new Fault('ledger.entry', 'an evidence file holds a document and a salt of 32 bytes in base64');
  }
  return makeEvidence(value['document'], salt);
}

const BEFORE_DOCUMENT = toBytes('{"document":');
const BEFORE_SALT = toBytes(',"salt":"');
const END = toBytes('"}');
const SALT_CHARACTERS = Math.ceil(SALT_BYTES / 3) * 4;

/**
 * Is this, byte for byte, the file of this digest? Without parsing it: what hashes to the digest is what was committed to.
 * So a file that says the same in another spelling (other spaces, a key twice) is not it.
 */
export function isEvidenceFile(digest: string, bytes: Uint8Array): boolean {
  const saltEnd = bytes.length - END.length;
  const saltStart = saltEnd - SALT_CHARACTERS;
  const documentEnd = saltStart - BEFORE_SALT.length;
  const document = bytes.subarray(BEFORE_DOCUMENT.length, documentEnd);
  const salt = fromBase64(toText(bytes.subarray(saltStart, saltEnd)) ?? '');
  return (
    documentEnd > BEFORE_DOCUMENT.length &&
    equalBytes(bytes.subarray(0, BEFORE_DOCUMENT.length), BEFORE_DOCUMENT) &&
    equalBytes(bytes.subarray(documentEnd, saltStart), BEFORE_SALT) &&
    equalBytes(bytes.subarray(saltEnd), END) &&
    salt?.length === SALT_BYTES &&
    toHex(sha256(salt, document)) === digest
  );
}

function readJson(bytes: Uint8Array): unknown {
  const text = toText(bytes);
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw new Fault('ledger.entry', 'an evidence file is not JSON', { cause });
  }
}
