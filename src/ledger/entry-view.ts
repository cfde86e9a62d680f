import { toText } from '../base/bytes.ts';
import { isJsonObject, type Json, type JsonObject, objectOf } from '../base/json.ts';
import { READER_LIMIT_BYTES } from './entry.ts';
import { kindOf } from './kind.ts';

/** What an entry says, for people and for searching. Everything in it is as written: nothing was verified. */
export interface EntryView {
  readonly index: number;
  /** False: the bytes are not a statement in JSON, and all that follows is empty. */
  readonly isReadable: boolean;
  readonly id: string | null;
  readonly time: string | null;
  /** One of ours, or the predicate type as it stands there. */
  readonly kind: string | null;
  readonly actor: ActorView | null;
  /** The subject's URI, else its name. */
  readonly subject: string | null;
  readonly commit: string | null;
  readonly refs: readonly string[];
  /** Numbers of the pull requests that it is about; a merge group has several. */
  readonly changes: readonly number[];
  readonly tickets: readonly string[];
  /** From the general word to the precise one: `FAILED`, `pending`. */
  readonly results: readonly string[];
  /** Rules that a decision found something about. */
  readonly rules: readonly string[];
  readonly repository: string | null;
  /** Numeric; names change, and are given away again. */
  readonly repositoryId: number | null;
  readonly environment: string | null;
  /** SHA-256 of the artifacts that it is about. */
  readonly artifacts: readonly string[];
}

export interface ActorView {
  readonly id: number | null;
  readonly type: string | null;
  readonly login: string | null;
}

const NOTHING: Omit<EntryView, 'index'> = {
  isReadable: false,
  id: null,
  time: null,
  kind: null,
  actor: null,
  subject: null,
  commit: null,
  refs: [],
  changes: [],
  tickets: [],
  results: [],
  rules: [],
  repository: null,
  repositoryId: null,
  environment: null,
  artifacts: [],
};

/** Total: any bytes have a view. Fields of another type than ours are passed over; unknown kinds say what they can. */
export function viewEntry(index: number, bytes: Uint8Array): EntryView {
  return viewStatement(index, readStatement(bytes));
}

/** The same of a statement that was read already; null: it could not be. */
export function viewStatement(index: number, statement: JsonObject | null): EntryView {
  const { predicateType, predicate: stated } = statement ?? {};
  if (statement === null || typeof predicateType !== 'string') return { ...NOTHING, index };
  const predicate = objectOf(stated);
  const header = objectOf(predicate['countersign']);
  const subjects = listOf(statement['subject']).map(objectOf);
  const parts = [predicate, ...ownParts(predicate)];
  const refs = unique(subjects.flatMap((subject) => textsOf(objectOf(subject['annotations'])['sourceRefs'])));
  const kind = kindOf(predicateType) ?? predicateType;
  return {
    index,
    isReadable: true,
    id: textOf(header['id']),
    time: textOf(header['time']),
    kind,
    actor: viewActor(header['actor']),
    subject: first(subjects, ({ uri, name }) => textOf(uri) ?? textOf(name)),
    commit: first(subjects, ({ digest }) => textOf(objectOf(digest)['gitCommit'])),
    refs,
    changes: unique([...refs.flatMap(changeOfRef), ...parts.flatMap(changesOf)]),
    tickets: unique(parts.flatMap(({ ticket, tickets }) => [ticket, ...listOf(tickets)].flatMap(keyOf))),
    results: unique(parts.flatMap(resultsOf)),
    rules: unique(parts.flatMap(rulesOf)),
    repository: textOf(objectOf(header['repository'])['name']),
    repositoryId: numberOf(objectOf(header['repository'])['id']),
    environment: first(parts, ({ environment }) => textOf(environment) ?? textOf(objectOf(environment)['name'])),
    artifacts: kind === 'policy' ? [] : unique(subjects.flatMap(artifactsOf)),
  };
}

/** Canonical or not is for `verify` to say; here it only has to be readable. */
export function readStatement(bytes: Uint8Array): JsonObject | null {
  const text = bytes.length > READER_LIMIT_BYTES ? null : toText(bytes);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** What in-toto or SLSA have no word for stands under names of ours: `countersign_decision`. */
function ownParts(predicate: JsonObject): readonly JsonObject[] {
  return Object.entries(predicate)
    .filter(([name]) => name.startsWith('countersign_'))
    .map(([, part]) => objectOf(part));
}

function viewActor(value: Json | undefined): ActorView | null {
  if (!isJsonObject(value)) return null;
  return { id: numberOf(value['id']), type: textOf(value['type']), login: textOf(value['login']) };
}

function changeOfRef(ref: string): readonly number[] {
  const number = /^refs\/pull\/([1-9]\d{0,14})\//.exec(ref)?.[1];
  return number === undefined ? [] : [Number(number)];
}

/** A merge group names its pull requests, and what landed those that it came from; other kinds may name one. */
function changesOf({ change, members, covered }: JsonObject): readonly number[] {
  const named = [
    ...listOf(members).map((member) => objectOf(member)['number']),
    ...listOf(covered).map((group) => objectOf(group)['change']),
  ];
  const numbers = [change, ...named].map(numberOf);
  return numbers.filter((number) => number !== null);
}

function keyOf(ticket: Json | undefined): readonly string[] {
  const key = textOf(ticket) ?? textOf(objectOf(ticket)['key']);
  return key === null ? [] : [key];
}

/** Of an opened alert its code says most; of what was done about something, the act does. */
function resultsOf(part: JsonObject): readonly string[] {
  const { verificationResult, verdict, severity, act, result, resolution, code } = part;
  const words = [verificationResult, verdict, severity, act, result, resolution, ...textsOf(part['why'])];
  const all = act === 'opened' ? [...words, code] : [code, ...words];
  return all.map(textOf).filter((word) => word !== null);
}

function rulesOf({ rule, findings }: JsonObject): readonly string[] {
  const names = [rule, ...listOf(findings).map((finding) => objectOf(finding)['rule'])].map(textOf);
  return names.filter((name) => name !== null);
}

function artifactsOf({ digest }: JsonObject): readonly string[] {
  const sha256 = textOf(objectOf(digest)['sha256']);
  return sha256 === null ? [] : [sha256];
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

export function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

export function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function first<T>(items: readonly T[], read: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = read(item);
    if (found !== null) return found;
  }
  return null;
}

function unique<T>(items: readonly T[]): readonly T[] {
  return items.length < 2 ? items : [...new Set(items)];
}
