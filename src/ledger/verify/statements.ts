import { isFault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { canonicalize } from '../canonical.ts';
import { type Entry, entryId, readCanonical, toEntry } from '../entry.ts';
import { kindOf, SCHEMA_VERSION } from '../kind.ts';
import { type Problem, problem } from '../problem.ts';
import type { CheckSchema } from '../schemas.ts';
import { addPins, emptyPins, type Pins } from './pins.ts';

export interface StatementChecks {
  readonly checkSchema: CheckSchema;
  readonly origin: string;
}

/** Checks each entry on its own and against those before it: form, schema, id, order of time, versions, genesis. */
export class StatementReader {
  readonly problems: Problem[] = [];
  readonly pins: Pins = emptyPins();
  readonly #checks: StatementChecks;
  readonly #indexById = new Map<string, number>();
  readonly #policyVersions = new Map<string, number>();
  #latest = { time: '', index: -1 };

  constructor(checks: StatementChecks) {
    this.#checks = checks;
  }

  readonly visit = (index: number, bytes: Uint8Array): void => {
    const entry = this.#read(index, bytes);
    if (entry === null) return;
    this.#checkId(index, entry);
    this.#checkTime(index, entry);
    this.#checkPolicyVersion(index, entry);
    this.#checkGenesis(index, entry);
    addPins(entry, index, this.pins);
  };

  #report(code: Problem['code'], index: number, message: string): void {
    this.problems.push(problem(code, `entry ${index} ${message}`, { index }));
  }

  #read(index: number, bytes: Uint8Array): Entry | null {
    const statement = this.#attempt('entry-not-canonical', index, () => readCanonical(bytes));
    if (statement === null) return null;
    const type = statement['predicateType'];
    const kind = typeof type === 'string' ? kindOf(type) : null;
    if (kind === null) {
      this.#report('entry-schema', index, 'has a predicate type that no kind has');
      return null;
    }
    const messages = this.#checks.checkSchema(kind, SCHEMA_VERSION, statement);
    // Where one of several shapes should fit, validators complain of each: a few tell enough.
    if (messages.length > 0) {
      this.#report('entry-schema', index, `does not fit the schema of ${kind}: ${messages.slice(0, 3).join('; ')}`);
    }
    return this.#attempt('entry-schema', index, () => toEntry(statement, bytes));
  }

  #attempt<T>(code: Problem['code'], index: number, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#report(code, index, `cannot be read: ${error.message}`);
      return null;
    }
  }

  #checkId(index: number, { id, kind, n, statement }: Entry): void {
    const expected = entryId({ origin: this.#checks.origin, kind, subject: statement['subject'] ?? null, n });
    if (id !== expected) this.#report('entry-id', index, `has the id ${id}, expected ${expected}`);
    const first = this.#indexById.get(id);
    if (first === undefined) this.#indexById.set(id, index);
    else this.#report('entry-duplicate', index, `has the same id as entry ${first}: ${id}`);
  }

  #checkTime(index: number, { time }: Entry): void {
    const latest = this.#latest;
    // Text comparison: all times have the same form (a different one fails the schema).
    if (time < latest.time)
      this.#report('time-decreased', index, `has the time ${time}, before ${latest.time} of entry ${latest.index}`);
    else this.#latest = { time, index };
  }

  #checkPolicyVersion(index: number, { kind, statement }: Entry): void {
    const predicate = statement['predicate'];
    if (kind !== 'policy' || !isJsonObject(predicate)) return;
    const version = predicate['version'];
    if (typeof version !== 'number') return; // the schema has said so
    const key = policyKey(predicate);
    const before = this.#policyVersions.get(key) ?? 0;
    if (version > before) this.#policyVersions.set(key, version);
    else this.#report('policy-version', index, `brings policy version ${version}, but version ${before} was in force`);
  }

  #checkGenesis(index: number, { kind, statement }: Entry): void {
    const act = kind === 'ledger' ? member(member(statement, 'predicate'), 'countersign_ledger') : null;
    const isGenesis = act?.['act'] === 'genesis';
    const { origin } = this.#checks;
    if (index === 0 && !isGenesis) this.#report('genesis', index, 'is not the genesis of the ledger');
    if (index > 0 && isGenesis) this.#report('genesis', index, 'is a second genesis');
    if (isGenesis && act['origin'] !== origin)
      this.#report('genesis', index, `is the genesis of another ledger, expected ${origin}`);
  }
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
