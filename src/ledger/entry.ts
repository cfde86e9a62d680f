import { toBytes, toText } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { canonicalize, isCanonical, isPlain, isPlainCanonical } from './canonical.ts';
import { sha256Hex } from './digest.ts';
import { assertEntryText } from './entry-text.ts';
import { type Kind, kindOf, predicateTypes, STATEMENT_TYPE } from './kind.ts';
import type { Header, Subject } from './terms.ts';

/** Writers stay below this; what is larger belongs into evidence. */
export const WRITER_LIMIT_BYTES = 4_000;
/** Readers accept this much: the length prefix of a tlog-tiles entry bundle has 16 bits. */
export const READER_LIMIT_BYTES = 65_535;

/** What the caller knows about an entry when it is stored as pending: all of the header but `id`, `kind` and `time`. */
export type HeaderFields = Omit<Header, 'id' | 'kind' | 'time'>;

/** An entry that has no place yet: only its time is missing, which is set when the order is made. */
export interface Draft {
  readonly id: string;
  readonly kind: Kind;
  readonly n: number;
  /** The statement without `predicate.countersign.time`. */
  readonly statement: JsonObject;
}

export interface Entry {
  readonly id: string;
  readonly kind: Kind;
  readonly n: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly statement: JsonObject;
  /** Exactly what is hashed and stored: canonical JSON, no newline. */
  readonly bytes: Uint8Array;
}

export interface EntryFields {
  readonly origin: string;
  readonly kind: Kind;
  readonly subject: Subject;
  readonly header: HeaderFields;
  /** The predicate's own fields; `countersign` is added. */
  readonly predicate: JsonObject;
}

/** First 32 hex digits of SHA-256 over the canonical JSON of these four; `subject` is the statement's `subject` list. */
export function entryId(of: {
  readonly origin: string;
  readonly kind: Kind;
  readonly subject: Json;
  readonly n: number;
}): string {
  return entryIdOver({ ...of, subject: canonicalize(of.subject) });
}

/** The same over a `subject` whose canonical JSON is at hand: these four members in canonical order. */
export function entryIdOver({ origin, kind, subject, n }: Numbered): string {
  const names = `{"kind":"${kind}","n":${n},"origin":${canonicalize(origin)}`;
  return sha256Hex(`${names},"subject":${subject}}`).slice(0, 32);
}

interface Numbered {
  readonly origin: string;
  readonly kind: Kind;
  /** Canonical JSON. */
  readonly subject: string;
  readonly n: number;
}

/** Builds an entry but for its time. Throws Fault `ledger.entry` or `ledger.too-large` on what could not be appended. */
export function draftEntry({ origin, kind, subject, header, predicate }: EntryFields): Draft {
  const subjects = [subject];
  const id = entryId({ origin, kind, subject: subjects, n: header.n });
  const statement = {
    _type: STATEMENT_TYPE,
    subject: subjects,
    predicateType: predicateTypes[kind],
    predicate: { ...predicate, countersign: { ...header, id, kind } },
  };
  const draft = { id, kind, n: header.n, statement };
  sealEntry(draft, '1970-01-01T00:00:00.000Z'); // every time is as long: what is accepted now can be sealed later
  return draft;
}

/** The entry with its time. `draft.statement` may come from storage. Same faults as draftEntry. */
export function sealEntry(draft: Pick<Draft, 'statement'>, time: string): Entry {
  const { predicate } = draft.statement;
  const header = isJsonObject(predicate) ? predicate['countersign'] : undefined;
  if (!isJsonObject(predicate) || !isJsonObject(header)) throw malformed('predicate.countersign is missing');
  const statement = { ...draft.statement, predicate: { ...predicate, countersign: { ...header, time } } };
  const bytes = toBytes(canonicalize(statement));
  assertEntryText(statement);
  assertWritable(bytes);
  return toEntry(statement, bytes);
}

/** Throws Fault `ledger.too-large` for what writers may not append. */
export function assertWritable(bytes: Uint8Array): void {
  if (bytes.length < WRITER_LIMIT_BYTES) return;
  throw new Fault('ledger.too-large', `the entry has ${bytes.length} bytes; writers stay below ${WRITER_LIMIT_BYTES}`);
}

/**
 * Reads an entry's bytes: canonical JSON of a statement whose header fits its kind. Its fields beyond the header are
 * not checked: that is the schema's work. Throws Fault `ledger.entry` or `ledger.too-large`.
 */
export function parseEntry(bytes: Uint8Array): Entry {
  return toEntry(readCanonical(bytes), bytes);
}

/** Reads canonical JSON of an object, and nothing but that: no other spelling of the same value is accepted. */
export function readCanonical(bytes: Uint8Array): JsonObject {
  if (bytes.length > READER_LIMIT_BYTES) {
    throw new Fault('ledger.too-large', `it has ${bytes.length} bytes; readers accept ${READER_LIMIT_BYTES}`);
  }
  const text = toText(bytes);
  if (text === null) throw malformed('it is not UTF-8');
  const value = readJson(text);
  if (!isJsonObject(value)) throw malformed('it is not an object');
  // What is plain holds no string that may not stand in an entry.
  if (isPlain(text, bytes) && isPlainCanonical(text, value)) return value;
  // Also finds duplicate keys and numbers that lose digits: neither survives the way through JSON.parse.
  if (!isCanonical(text, value)) throw malformed('it is not canonical JSON (RFC 8785)');
  assertEntryText(value);
  return value;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('ledger.entry', 'the entry is not JSON', { cause });
  }
}

/** The entry of a statement that was read from these bytes. Throws Fault `ledger.entry` where its header does not fit its kind. */
export function toEntry(statement: JsonObject, bytes: Uint8Array): Entry {
  const { _type: type, predicateType, predicate } = statement;
  const header = isJsonObject(predicate) ? predicate['countersign'] : undefined;
  const kind = typeof predicateType === 'string' ? kindOf(predicateType) : null;
  if (type !== STATEMENT_TYPE || kind === null) throw malformed('it is not a statement of a known kind');
  if (!isJsonObject(header) || header['kind'] !== kind) throw malformed('its header does not fit its kind');
  const { id, n, time } = header;
  if (typeof id !== 'string' || typeof n !== 'number' || typeof time !== 'string')
    throw malformed('id, n or time is missing');
  return { id, kind, n, time, statement, bytes };
}

function malformed(reason: string): Fault {
  return new Fault('ledger.entry', `not a ledger entry: ${reason}`);
}
