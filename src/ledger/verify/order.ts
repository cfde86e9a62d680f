import { isJsonObject } from '../../base/json.ts';
import { sha256Hex } from '../digest.ts';
import { type Kind, predicateTypes, SCHEMA_VERSION } from '../kind.ts';
import { paths } from '../layout.ts';
import { type Problem, problem } from '../problem.ts';
import { actOf, type KeyLine, readKeyLine } from '../rotation.ts';
import { schemaFiles } from '../schemas.ts';
import { Column } from './column.ts';
import { findRepeated } from './ids.ts';
import { Moves } from './moves.ts';
import { collectPins, type Pins } from './pins.ts';
import { type Predecessor, readPredecessor } from './predecessor.ts';
import { decreased, ID_BYTES, type Judged, type PolicyVersion, type StatementsRead, type Timed } from './statements.ts';

/** Entries that were verified as bytes alone, because this version of the program does not know their form. */
export interface UnknownEntries {
  /** An outsider may have written it; one line. */
  readonly predicateType: string;
  readonly entries: number;
}

/** Above this many types the rest is told as one. */
const TYPES_TOLD = 20;
const OTHER_TYPES = 'other types';

/** What the entries say, one after another: ids, order of time, versions, and what they pin. */
export class StatementOrder {
  readonly #judged: Judged[] = [];
  readonly #unread = new Set<number>();
  readonly #acts: StatementsRead['acts'][number][] = [];
  readonly #ids = new Column(ID_BYTES);
  readonly #policies = new Map<string, PolicyVersion>();
  readonly #moves = new Moves();
  readonly #unknown = new Map<string, number>();
  #last: Timed | null = null;

  /** Those of the next bundle, and in the end those of the tail. */
  append(read: StatementsRead): void {
    this.#judged.push(...read.problems);
    for (const index of read.unread) this.#unread.add(index);
    this.#acts.push(...read.acts);
    if (read.ids !== null) this.#ids.append(read.ids);
    for (const version of read.policies) this.#checkPolicy(version);
    this.#judged.push(...this.#moves.visit(read));
    for (const type of read.unknown) this.#count(type);
    this.#checkTime(read.times);
  }

  /**
   * What is wrong, by index. `altered` are entries that are known not to be what was appended: an entry that does not
   * fit one of them is not to blame for that.
   */
  problems(altered: ReadonlySet<number>): readonly Problem[] {
    const isToBlame = ({ found, than }: Judged): boolean =>
      than === null || !altered.has(than) || (found.index !== null && altered.has(found.index));
    const schemas = this.#pinnedSchemas(altered);
    return [...this.#judged, ...findRepeated(this.#ids)]
      .filter((judged) => isToBlame(judged) && !isOfOther(judged, schemas))
      .map(({ found }) => found)
      .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  }

  /** What the entries pin; what altered ones pin is in doubt. */
  pins(altered: ReadonlySet<number> = new Set()): Pins {
    const pins = collectPins(this.#acts, altered);
    for (const index of this.#unread) pins.unread.add(index);
    return pins;
  }

  /** The keys that they name. An altered rotation is none: its signature tells. */
  keyLine(origin: string): KeyLine {
    const acts = this.#acts.flatMap(({ index, entry }) => {
      const act = actOf(entry.statement);
      return act === null ? [] : [{ index, act }];
    });
    return readKeyLine(acts, origin);
  }

  /** The ledger that this one goes on for; null: none, or nobody knows what entry 0 said. */
  predecessor(altered: ReadonlySet<number>): Predecessor | null {
    const first = altered.has(0) ? undefined : this.#acts.find(({ index }) => index === 0);
    return first === undefined ? null : readPredecessor(actOf(first.entry.statement));
  }

  /** Entries of kinds, or written to versions of schemas, that this version of the program does not know. */
  unknown(altered: ReadonlySet<number>): readonly UnknownEntries[] {
    const schemas = this.#pinnedSchemas(altered);
    const counts = new Map(this.#unknown);
    const others = new Map<number, Kind>();
    for (const judged of this.#judged)
      if (isOfOther(judged, schemas) && judged.found.index !== null && judged.schemaOf !== null)
        others.set(judged.found.index, judged.schemaOf);
    for (const kind of others.values()) counts.set(predicateTypes[kind], (counts.get(predicateTypes[kind]) ?? 0) + 1);
    return [...counts].map(([predicateType, entries]) => ({ predicateType, entries }));
  }

  #count(type: string): void {
    const isTold = this.#unknown.has(type) || this.#unknown.size < TYPES_TOLD;
    const told = isTold ? type : OTHER_TYPES;
    this.#unknown.set(told, (this.#unknown.get(told) ?? 0) + 1);
  }

  #checkTime(times: StatementsRead['times']): void {
    if (times === null) return;
    const before = this.#last;
    this.#last = times.last;
    if (before !== null && times.first.time < before.time) this.#judged.push(decreased(times.first, before));
  }

  #checkPolicy(now: PolicyVersion): void {
    const before = this.#policies.get(now.of);
    if (before === undefined || now.version > before.version) this.#policies.set(now.of, now);
    else {
      const message = `entry ${now.index} brings policy version ${now.version}, but version ${before.version} was in force since entry ${before.index}`;
      const found = problem('policy-version', message, { index: now.index });
      this.#judged.push({ found, than: before.index, schemaOf: null });
    }
  }

  /** Which text of each schema file was in force from which entry on. */
  #pinnedSchemas(altered: ReadonlySet<number>): readonly PinnedSchema[] {
    return this.#acts.flatMap(({ index, entry }) => {
      const predicate = entry.statement['predicate'];
      const act = isJsonObject(predicate) ? predicate['countersign_ledger'] : null;
      const files = isJsonObject(act) ? act['files'] : null;
      if (!isJsonObject(files) || altered.has(index)) return [];
      return Object.entries(files).map(([path, digest]) => ({ index, path, digest }));
    });
  }
}

interface PinnedSchema {
  readonly index: number;
  readonly path: string;
  readonly digest: unknown;
}

const ours = new Map(schemaFiles().map(({ path, bytes }) => [path, sha256Hex(bytes)]));

/**
 * Does the entry not fit our schema of its kind, while another text of it was in force on the branch? Then another
 * version of the program wrote it, by a schema that is pinned like every file, and that ours says nothing about.
 * (A stranger's schema is never compiled: its patterns could run for years.)
 */
function isOfOther({ found, schemaOf }: Judged, pinned: readonly PinnedSchema[]): boolean {
  if (schemaOf === null) return false;
  const path = paths.schema(schemaOf, SCHEMA_VERSION);
  const inForce = pinned.findLast((one) => one.path === path && one.index <= (found.index ?? 0));
  return inForce !== undefined && inForce.digest !== ours.get(path);
}
