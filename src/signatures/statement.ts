import { toText } from '../base/bytes.ts';
import { isJsonObject } from '../base/json.ts';

/** What an in-toto statement says of what: the predicate itself is not read. */
export interface Statement {
  /** Whoever attests chooses it: escape where shown. */
  readonly predicateType: string;
  /** SHA-256 of what it is about, in lower-case hexadecimal. */
  readonly digests: readonly string[];
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPES: readonly unknown[] = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'];
const LONGEST_TYPE = 500;

/** Null: it is none. A subject without SHA-256 is left out. */
export function readStatement(payloadType: string, payload: Uint8Array): Statement | null {
  const json = payloadType === PAYLOAD_TYPE ? parse(payload) : null;
  if (!isJsonObject(json) || !STATEMENT_TYPES.includes(json['_type'])) return null;
  const { predicateType, subject } = json;
  if (typeof predicateType !== 'string' || predicateType === '' || predicateType.length > LONGEST_TYPE) return null;
  if (!Array.isArray(subject)) return null;
  return { predicateType, digests: subject.flatMap(digestOf) };
}

function parse(payload: Uint8Array): unknown {
  const text = toText(payload);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function digestOf(subject: unknown): readonly string[] {
  const digest = isJsonObject(subject) ? subject['digest'] : null;
  const sha256 = isJsonObject(digest) && Object.hasOwn(digest, 'sha256') ? digest['sha256'] : null;
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? [sha256] : [];
}
