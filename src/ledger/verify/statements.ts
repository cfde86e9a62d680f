import { toBytes } from '../../base/bytes.ts';
import { isFault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { canonicalize } from '../canonical.ts';
import { sha256 } from '../digest.ts';
import { type Entry, entryIdOver, readCanonical, toEntry } from '../entry.ts';
import { type Kind, kindOf, predicateTypes, SCHEMA_VERSION } from '../kind.ts';
import { type Problem, problem } from '../problem.ts';
import { type CheckSchema, entrySchemas } from '../schemas.ts';
import { type Block, blockOf } from './column.ts';

/** What of the entries is looked at: all they say, or no more than what others are verified with (`bytes`). */
export type Depth = 'everything' | 'bytes';

export interface StatementChecks {
  readonly checkSchema: CheckSchema;
  readonly origin: string;
  readonly depth: Depth;
}

/** A problem that one entry has, seen alone or beside another. */
export interface Judged {
  readonly found: Problem;
  /** The entry that it was compared with. */
  readonly than: number | null;
  /** Of what kind the schema is that it does not fit, where that is what is wrong. */
  readonly schemaOf: Kind | null;
}

export interface Timed {
  readonly index: number;
  readonly time: string;
}

export interface PolicyVersion {
  readonly index: number;
  /** What it is a version of. */
  readonly of: string;
  readonly version: number;
}

/** Something was recorded about a repository that the ledger serves. */
export interface Served {
  readonly index: number;
  /** Numeric id. */
  readonly repository: number;
}

/** What some entries say, as far as the others matter. Plain data. */
export interface StatementsRead {
  readonly problems: readonly Judged[];
  /** Entries that are there and cannot be read. */
  readonly unread: readonly number[];
  /** Entries of kind ledger: the only ones that pin anything, and few. */
  readonly acts: readonly { readonly index: number; readonly entry: Entry }[];
  /** 16 bytes that stand for each id; null where not all entries were read. */
  readonly ids: Block | null;
  readonly times: { readonly first: Timed; readonly last: Timed } | null;
  readonly policies: readonly PolicyVersion[];
  /** Of each repository the first entry, and the first after each that says where it is recorded from then on. */
  readonly served: readonly Served[];
  /** Predicate types that this version of the program has no schema of: one for each entry that has such a type. */
  readonly unknown: readonly string[];
}

export const ID_BYTES = 16;

const NO_GENESIS = 'is not the genesis of the ledger';

/** An entry that has it may be of kind ledger; in canonical JSON one that has not is none. */
const LEDGER_KIND = Buffer.from(JSON.stringify(predicateTypes.ledger));

export interface StatementBytes {
  /** Index of the first. */
  readonly first: number;
  readonly entries: readonly (Uint8Array | null)[];
  /** The file that all of them stand in, if they do: one search in it spares 256. */
  readonly file: Uint8Array | null;
}

/** Checks each entry on its own, and gathers what tells about the others: see order.ts. */
export function readStatements({ first, entries, file }: StatementBytes, checks: StatementChecks): StatementsRead {
  const reader = new StatementReader(checks);
  if (checks.depth === 'everything') {
    const ids = entries.map((bytes, at) => (bytes === null ? null : reader.visit(first + at, bytes)));
    return { ids: blockOf(ids, ID_BYTES), ...reader.read() };
  }
  const isAny = file === null || holds(file, LEDGER_KIND);
  entries.forEach((bytes, at) => {
    if (bytes !== null && (first + at === 0 || (isAny && holds(bytes, LEDGER_KIND)))) reader.visit(first + at, bytes);
  });
  return { ids: null, ...reader.read() };
}

function holds(bytes: Uint8Array, needle: Buffer): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(needle);
}

class StatementReader {
  readonly #problems: Judged[] = [];
  readonly #unread: number[] = [];
  readonly #acts: { readonly index: number; readonly entry: Entry }[] = [];
  readonly #policies: PolicyVersion[] = [];
  readonly #served: Served[] = [];
  readonly #servedSince = new Set<number>();
  readonly #unknown: string[] = [];
  readonly #checks: StatementChecks;
  #times: StatementsRead['times'] = null;

  constructor(checks: StatementChecks) {
    this.#checks = checks;
  }

  /** What stands for the entry's id; null where it has none that could be read. */
  visit(index: number, bytes: Uint8Array): Uint8Array | null {
    const statement = this.#attempt('entry-not-canonical', index, () => readCanonical(bytes));
    const entry = statement === null ? null : this.#read(index, { statement, bytes });
    if (entry === null) {
      this.#unread.push(index);
      return null;
    }
    const isOwnId = this.#checkId(index, entry);
    this.#checkTime(index, entry);
    this.#checkGenesis(index, entry);
    this.#notePolicy(index, entry);
    this.#noteServed(index, entry);
    // A copy: a view would take the whole bundle with it, wherever it goes.
    if (entry.kind === 'ledger') this.#acts.push({ index, entry: { ...entry, bytes: bytes.slice() } });
    return isOwnId ? Buffer.from(entry.id, 'hex') : keyOf(entry.id);
  }

  read(): Omit<StatementsRead, 'ids'> {
    return {
      problems: this.#problems,
      unread: this.#unread,
      acts: this.#acts,
      times: this.#times,
      policies: this.#policies,
      served: this.#served,
      unknown: this.#unknown,
    };
  }

  #report(
    code: Problem['code'],
    index: number,
    told: { readonly message: string; readonly than?: number; readonly schemaOf?: Kind },
  ): void {
    const found = problem(code, `entry ${index} ${told.message}`, { index });
    this.#problems.push({ found, than: told.than ?? null, schemaOf: told.schemaOf ?? null });
  }

  /**
   * A later version of the program may write kinds that this one does not know. They are entries like all others, and
   * nobody without the key appends any; what they say is counted as not read.
   */
  #read(index: number, { statement, bytes }: { statement: JsonObject; bytes: Uint8Array }): Entry | null {
    const type = statement['predicateType'];
    if (typeof type !== 'string') {
      this.#report('entry-schema', index, { message: 'has no predicate type' });
      return null;
    }
    const kind = kindOf(type);
    if (kind === null || !hasSchema(kind)) {
      this.#unknown.push(type);
      if (index === 0) this.#report('genesis', index, { message: NO_GENESIS });
      return null;
    }
    const messages = this.#checks.checkSchema(kind, SCHEMA_VERSION, statement);
    // Where one of several shapes should fit, validators complain of each: a few tell enough.
    if (messages.length > 0) {
      const message = `does not fit the schema of ${kind}: ${messages.slice(0, 3).join('; ')}`;
      this.#report('entry-schema', index, { message, schemaOf: kind });
    }
    return this.#attempt('entry-schema', index, () => toEntry(statement, bytes));
  }

  #attempt<T>(code: Problem['code'], index: number, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#report(code, index, { message: `cannot be read: ${error.message}` });
      return null;
    }
  }

  /** Is the id the one that it has to be? */
  #checkId(index: number, { id, kind, n, statement }: Entry): boolean {
    // The entry is canonical, so printing gives canonical JSON of each of its parts.
    const subject = JSON.stringify(statement['subject'] ?? null);
    const expected = entryIdOver({ origin: this.#checks.origin, kind, subject, n });
    if (id === expected) return true;
    this.#report('entry-id', index, { message: `has the id ${id}, expected ${expected}` });
    return false;
  }

  #checkTime(index: number, { time }: Entry): void {
    const now = { index, time };
    const before = this.#times?.last;
    this.#times = { first: this.#times?.first ?? now, last: now };
    if (before !== undefined && time < before.time) this.#problems.push(decreased(now, before));
  }

  #notePolicy(index: number, { kind, statement }: Entry): void {
    const predicate = statement['predicate'];
    if (kind !== 'policy' || !isJsonObject(predicate)) return;
    const version = predicate['version'];
    if (typeof version !== 'number') return; // the schema has said so
    this.#policies.push({ index, of: policyKey(predicate), version });
  }

  #noteServed(index: number, { kind, statement }: Entry): void {
    const repository = repositoryOf(statement);
    if (repository === null) return;
    // About the ledger itself, and what is wrong with its branch, there may be something to say for ever.
    if (kind === 'ledger') this.#servedSince.delete(repository);
    else if (kind !== 'alert' && !this.#servedSince.has(repository)) {
      this.#servedSince.add(repository);
      this.#served.push({ index, repository });
    }
  }

  #checkGenesis(index: number, { kind, statement }: Entry): void {
    const act = kind === 'ledger' ? member(member(statement, 'predicate'), 'countersign_ledger') : null;
    const isGenesis = act?.['act'] === 'genesis';
    const { origin } = this.#checks;
    if (index === 0 && !isGenesis) this.#report('genesis', index, { message: NO_GENESIS });
    if (index > 0 && isGenesis) this.#report('genesis', index, { message: 'is a second genesis' });
    if (isGenesis && act['origin'] !== origin) {
      const message = `is the genesis of the ledger ${JSON.stringify(act['origin'])}, expected ${origin}`;
      this.#report('genesis', index, { message });
    }
  }
}

/**
 * Times are compared as text: all have the same form (a different one fails the schema). Only the step back is named:
 * after one time that is too late, all others would seem to be too early.
 */
export function decreased(now: Timed, before: Timed): Judged {
  const message = `entry ${now.index} has the time ${now.time}, before ${before.time} of entry ${before.index}`;
  return { found: problem('time-decreased', message, { index: now.index }), than: before.index, schemaOf: null };
}

const kindsWithSchema = new Set<string>(entrySchemas.map(({ kind }) => kind));
const hasSchema = (kind: string): boolean => kindsWithSchema.has(kind);

/** The id's own bytes; of what is no id (the schema has said so), other bytes that stand for it. */
function keyOf(id: string): Uint8Array {
  const isId = /^[0-9a-f]{32}$/.test(id);
  return isId ? Buffer.from(id, 'hex') : sha256(toBytes(id)).subarray(0, ID_BYTES);
}

/** The numeric id of the repository that an entry is about; null: it says none. */
export function repositoryOf(statement: JsonObject): number | null {
  const repository = member(member(member(statement, 'predicate'), 'countersign'), 'repository');
  const id = repository?.['id'];
  return typeof id === 'number' ? id : null;
}

/** A policy is one layer of one repository, for one base where the layer differs by base. */
function policyKey(predicate: JsonObject): string {
  const repository = member(member(predicate, 'countersign'), 'repository');
  const parts: Json = [repository?.['id'] ?? null, predicate['layer'] ?? null, predicate['baseRefDigest'] ?? null];
  return canonicalize(parts);
}

function member(value: JsonObject | null, name: string): JsonObject | null {
  const found = value?.[name];
  return isJsonObject(found) ? found : null;
}
