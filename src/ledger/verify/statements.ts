import { isFault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { canonicalize } from '../canonical.ts';
import { type Entry, entryId, readCanonical, toEntry } from '../entry.ts';
import { kindOf, SCHEMA_VERSION } from '../kind.ts';
import { type Problem, problem } from '../problem.ts';
import type { CheckSchema } from '../schemas.ts';
import { collectPins, type Pins } from './pins.ts';

interface Judged {
  readonly found: Problem;
  /** The entry that it was compared with. */
  readonly than: number | null;
}

export interface StatementChecks {
  readonly checkSchema: CheckSchema;
  readonly origin: string;
}

/** Checks each entry on its own and against those before it: form, schema, id, order of time, versions, genesis. */
export class StatementReader {
  readonly #problems: Judged[] = [];
  readonly #unread: number[] = [];
  /** Entries of kind ledger: the only ones that pin anything, and few. */
  readonly #acts: { readonly index: number; readonly entry: Entry }[] = [];
  readonly #checks: StatementChecks;
  readonly #indexById = new Map<string, number>();
  readonly #policyVersions = new Map<string, { readonly version: number; readonly index: number }>();
  #before = { time: '', index: -1 };

  constructor(checks: StatementChecks) {
    this.#checks = checks;
  }

  readonly visit = (index: number, bytes: Uint8Array): void => {
    const entry = this.#read(index, bytes);
    if (entry === null) {
      this.#unread.push(index);
      return;
    }
    this.#checkId(index, entry);
    this.#checkTime(index, entry);
    this.#checkPolicyVersion(index, entry);
    this.#checkGenesis(index, entry);
    if (entry.kind === 'ledger') this.#acts.push({ index, entry });
  };

  /**
   * What is wrong. `altered` are entries that are known not to be what was appended: an entry that does not fit one
   * of them is not to blame for that.
   */
  problems(altered: ReadonlySet<number> = new Set()): readonly Problem[] {
    const isToBlame = ({ found, than }: Judged): boolean =>
      than === null || !altered.has(than) || (found.index !== null && altered.has(found.index));
    return this.#problems.filter(isToBlame).map(({ found }) => found);
  }

  /** What the entries pin; what altered ones pin is in doubt. */
  pins(altered: ReadonlySet<number> = new Set()): Pins {
    const pins = collectPins(this.#acts, altered);
    for (const index of this.#unread) pins.unread.add(index);
    return pins;
  }

  /** `than`: the entry before that this one does not fit. */
  #report(code: Problem['code'], index: number, told: { readonly message: string; readonly than?: number }): void {
    const found = problem(code, `entry ${index} ${told.message}`, { index });
    this.#problems.push({ found, than: told.than ?? null });
  }

  #read(index: number, bytes: Uint8Array): Entry | null {
    const statement = this.#attempt('entry-not-canonical', index, () => readCanonical(bytes));
    if (statement === null) return null;
    const type = statement['predicateType'];
    const kind = typeof type === 'string' ? kindOf(type) : null;
    if (kind === null) {
      this.#report('entry-schema', index, { message: 'has a predicate type that no kind has' });
      return null;
    }
    const messages = this.#checks.checkSchema(kind, SCHEMA_VERSION, statement);
    // Where one of several shapes should fit, validators complain of each: a few tell enough.
    if (messages.length > 0) {
      const message = `does not fit the schema of ${kind}: ${messages.slice(0, 3).join('; ')}`;
      this.#report('entry-schema', index, { message });
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

  #checkId(index: number, { id, kind, n, statement }: Entry): void {
    const expected = entryId({ origin: this.#checks.origin, kind, subject: statement['subject'] ?? null, n });
    if (id !== expected) this.#report('entry-id', index, { message: `has the id ${id}, expected ${expected}` });
    const first = this.#indexById.get(id);
    if (first === undefined) this.#indexById.set(id, index);
    else this.#report('entry-duplicate', index, { message: `has the same id as entry ${first}: ${id}`, than: first });
  }

  #checkTime(index: number, { time }: Entry): void {
    const before = this.#before;
    this.#before = { time, index };
    // Text comparison: all times have the same form (a different one fails the schema). Only the step back is named:
    // after one time that is too late, all others would seem to be too early.
    if (time >= before.time) return;
    const message = `has the time ${time}, before ${before.time} of entry ${before.index}`;
    this.#report('time-decreased', index, { message, than: before.index });
  }

  #checkPolicyVersion(index: number, { kind, statement }: Entry): void {
    const predicate = statement['predicate'];
    if (kind !== 'policy' || !isJsonObject(predicate)) return;
    const version = predicate['version'];
    if (typeof version !== 'number') return; // the schema has said so
    const key = policyKey(predicate);
    const before = this.#policyVersions.get(key);
    if (before === undefined || version > before.version) this.#policyVersions.set(key, { version, index });
    else {
      const message = `brings policy version ${version}, but version ${before.version} was in force since entry ${before.index}`;
      this.#report('policy-version', index, { message, than: before.index });
    }
  }

  #checkGenesis(index: number, { kind, statement }: Entry): void {
    const act = kind === 'ledger' ? member(member(statement, 'predicate'), 'countersign_ledger') : null;
    const isGenesis = act?.['act'] === 'genesis';
    const { origin } = this.#checks;
    if (index === 0 && !isGenesis) this.#report('genesis', index, { message: 'is not the genesis of the ledger' });
    if (index > 0 && isGenesis) this.#report('genesis', index, { message: 'is a second genesis' });
    if (isGenesis && act['origin'] !== origin)
      this.#report('genesis', index, { message: `is the genesis of another ledger, expected ${origin}` });
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
