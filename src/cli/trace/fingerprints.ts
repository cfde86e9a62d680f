import type { Scope } from '../../ledger/trace/scope.ts';
import { digitsOf, type Glance } from './glance.ts';

/**
 * Which entry is about what, in so few bytes that a million of them are held: what a story leads to is then read without
 * another pass. It may name an entry too many: whoever reads it sees.
 */
export class Fingerprints {
  readonly #ids: Uint32Array;
  readonly #commits: Uint32Array;
  readonly #changes: number[] = [];
  /** The entry of each of these. */
  readonly #changed: number[] = [];

  constructor(size: number) {
    this.#ids = new Uint32Array(size);
    this.#commits = new Uint32Array(size);
  }

  add(index: number, { id, commit, changes }: Glance): void {
    this.#ids[index] = id;
    this.#commits[index] = commit;
    for (const change of changes) {
      this.#changes.push(change);
      this.#changed.push(index);
    }
  }

  /** Entries that may be about something of the scope, rising. */
  find({ changes, commits, decisions }: Scope): readonly number[] {
    const [ids, oids] = [decisions, commits].map((wanted) => new Set([...wanted].map(digitsOf)));
    const found = new Set<number>();
    this.#changes.forEach((change, at) => changes.has(change) && found.add(this.#changed[at] ?? 0));
    this.#ids.forEach((id, index) => ids?.has(id) === true && found.add(index));
    this.#commits.forEach((oid, index) => oids?.has(oid) === true && found.add(index));
    return [...found].toSorted((a, b) => a - b);
  }
}
