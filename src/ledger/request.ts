import { toBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { canonicalize } from './canonical.ts';
import { assertWritable, entryIdOver } from './entry.ts';
import { assertEntryText, isPlainEntryText } from './entry-text.ts';
import { type Kind, kindOf, STATEMENT_TYPE } from './kind.ts';
import { entryLine } from './message.ts';
import type { Header } from './terms.ts';

/** What somebody asks to have appended: an in-toto Statement whose header lacks what only the ledger can say. */
export interface EntryRequest {
  readonly kind: Kind;
  /** The statement's `subject`, which `n` counts within, as canonical JSON. */
  readonly subject: string;
  /** Which of its subject's entries of this kind it wants to be; null: the next. Makes asking twice harmless. */
  readonly n: number | null;
  /** The entry's canonical JSON before, between and behind its id, number and time. */
  readonly parts: readonly string[];
  /** What the commit's message says of it. */
  readonly line: string;
}

export interface RequestTerms {
  readonly origin: string;
  readonly defaults: HeaderDefaults;
}

export interface ReadRequest {
  readonly request: EntryRequest;
  /** As it will be, with any id, number and time: for its schema. */
  readonly statement: JsonObject;
}

/** Header fields that hold where a request does not say otherwise. */
export type HeaderDefaults = Omit<Header, 'id' | 'kind' | 'n' | 'time'>;

/** The ledger gives these; a request that brings them was meant for another ledger, or is an entry already. */
const GIVEN = ['id', 'kind', 'time'] as const;

/**
 * Reads a request. `predicate.countersign` may be missing, and so may each of its fields; the result lacks id, n and time.
 * Its schema is not checked here. Throws Fault `ledger.entry`, which says what is wrong.
 */
export function readRequest(value: unknown, { origin, defaults }: RequestTerms): ReadRequest {
  if (!isJsonObject(value)) throw refuse('it is not an object');
  const { _type: type = STATEMENT_TYPE, predicateType, predicate = {}, subject = null } = value;
  if (type !== STATEMENT_TYPE) throw refuse(`its _type is not ${STATEMENT_TYPE}`);
  const kind = typeof predicateType === 'string' ? kindOf(predicateType) : null;
  if (kind === null) throw refuse('its predicateType is none of a ledger');
  if (kind === 'ledger') throw refuse('entries of kind ledger are about the ledger itself: only its writer makes them');
  if (!isJsonObject(predicate)) throw refuse('its predicate is not an object');
  const { countersign: header = {} } = predicate;
  if (!isJsonObject(header)) throw refuse('predicate.countersign is not an object');
  const given = GIVEN.find((name) => header[name] !== undefined);
  if (given !== undefined) throw refuse(`predicate.countersign.${given} is given by the ledger`);
  const { n = null, ...rest } = header;
  if (n !== null && !(Number.isSafeInteger(n) && Number(n) > 0))
    throw refuse('predicate.countersign.n is a number from 1');
  const full = { ...defaults, ...rest, kind };
  const withHeader = (own: JsonObject): JsonObject => ({
    ...value,
    _type: type,
    predicate: { ...predicate, countersign: { ...full, ...own } },
  });
  const statement = withHeader(ANY);
  const known = { kind, subject: canonicalize(subject), n: n === null ? null : Number(n) };
  const { text, parts } = cut(withHeader);
  if (!isPlainEntryText(text)) assertEntryText(statement);
  return { request: { ...known, parts, line: entryLine({ kind, statement }, origin) }, statement };
}

/** As valid as any other. */
const ANY = { id: '0'.repeat(32), n: 1, time: '1970-01-01T00:00:00.000Z' };

/** Canonical JSON is written once, with marks in the three places; a text that holds the mark itself gets another one. */
function cut(withHeader: (own: JsonObject) => JsonObject): {
  readonly text: string;
  readonly parts: readonly string[];
} {
  for (let mark = '?'; ; mark += '?') {
    const text = canonicalize(withHeader({ id: mark, n: mark, time: mark }));
    const parts = text.split(`"${mark}"`);
    if (parts.length === PARTS) return { text, parts };
  }
}

const PARTS = 4;

export interface PlacedEntry {
  readonly bytes: Uint8Array;
  readonly line: string;
}

/** The entry with its number, id and time: exactly the bytes that sealing its statement gives. Throws Fault `ledger.too-large`. */
export function placeRequest(request: EntryRequest, { origin, n, time }: Place): PlacedEntry {
  const { kind, subject, parts, line } = request;
  const [before, afterId, afterNumber, afterTime] = parts;
  const id = entryIdOver({ origin, kind, subject, n });
  const bytes = toBytes(`${before}"${id}"${afterId}${n}${afterNumber}"${time}"${afterTime}`);
  assertWritable(bytes);
  return { bytes, line };
}

export interface Place {
  readonly origin: string;
  readonly n: number;
  /** RFC 3339. */
  readonly time: string;
}

function refuse(reason: string): Fault {
  return new Fault('ledger.entry', `this cannot be appended: ${reason}`);
}
