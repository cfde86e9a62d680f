import { Fault } from '../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { canonicalize } from './canonical.ts';
import { type Draft, entryIdOver } from './entry.ts';
import { type Kind, kindOf, STATEMENT_TYPE } from './kind.ts';
import type { Header } from './terms.ts';

/** What somebody asks to have appended: an in-toto Statement whose header lacks what only the ledger can say. */
export interface EntryRequest {
  readonly kind: Kind;
  /** The statement's `subject`, which `n` counts within, as canonical JSON. */
  readonly subject: string;
  /** Which of its subject's entries of this kind it wants to be; null: the next. Makes asking twice harmless. */
  readonly n: number | null;
  readonly statement: JsonObject;
}

/** Header fields that hold where a request does not say otherwise. */
export type HeaderDefaults = Omit<Header, 'id' | 'kind' | 'n' | 'time'>;

/** The ledger gives these; a request that brings them was meant for another ledger, or is an entry already. */
const GIVEN = ['id', 'kind', 'time'] as const;

/**
 * Reads a request. `predicate.countersign` may be missing, and so may each of its fields; the result has all but id, kind,
 * n and time. Its schema is not checked here. Throws Fault `ledger.entry`, which says what is wrong.
 */
export function readRequest(value: unknown, defaults: HeaderDefaults): EntryRequest {
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
  const statement = { ...value, _type: type, predicate: { ...predicate, countersign: { ...defaults, ...rest } } };
  return { kind, subject: canonicalize(subject), n: n === null ? null : Number(n), statement };
}

/** The request with its number and id: all but its time. */
export function placeRequest({ kind, subject, statement }: EntryRequest, origin: string, n: number): Draft {
  const id = entryIdOver({ origin, kind, subject, n });
  const predicate = objectOf(statement['predicate']);
  const header = { ...objectOf(predicate['countersign']), id, kind, n };
  return { id, kind, n, statement: { ...statement, predicate: { ...predicate, countersign: header } } };
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function refuse(reason: string): Fault {
  return new Fault('ledger.entry', `this cannot be appended: ${reason}`);
}
