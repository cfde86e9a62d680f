import { paths } from '../layout.ts';
import type { LedgerCommit } from '../tree.ts';
import type { JudgedCommit } from './commit-checkpoint.ts';

/** Path → blob id. */
type Blobs = ReadonlyMap<string, string>;

/**
 * Somebody put other commits in the place of the branch, and a repair entry says so: what lies below the newest such
 * head is theirs, and the ledger was put on top of it. Unless that head is an earlier one of ours (a rewind).
 */
export class ReplacedHeads {
  readonly #replacements: ReadonlySet<string>;
  readonly #files = new Map<string, string>();
  readonly #heads: { readonly at: number; readonly isUnsigned: boolean; readonly files: Blobs }[] = [];
  #count = 0;

  constructor(replacements: ReadonlySet<string>) {
    this.#replacements = replacements;
  }

  /** The next commit, oldest first, with what its checkpoint gave. */
  visit({ oid, changes }: LedgerCommit, read: JudgedCommit): void {
    for (const { path, after } of changes) {
      if (after === null) this.#files.delete(path);
      else this.#files.set(path, after);
    }
    if (this.#replacements.has(oid)) {
      this.#heads.push({ at: this.#count, isUnsigned: read.now === null, files: new Map(this.#files) });
    }
    this.#count += 1;
  }

  /** How many commits are not the ledger's own. */
  countForeign(): number {
    const newest = this.#heads.findLast(({ isUnsigned, files }) => isUnsigned || !isEarlier(files, this.#files));
    return newest === undefined ? 0 : newest.at + 1;
  }
}

/** Notes, which appending puts newer ones in the place of. */
const REPLACED: ReadonlySet<string> = new Set([paths.checkpoint, paths.witnessed]);

/** A copied checkpoint of ours proves nothing: only appending leaves every file as it was, or takes it away. */
function isEarlier(files: Blobs, newest: Blobs): boolean {
  return [...files].every(([path, blob]) => REPLACED.has(path) || (newest.get(path) ?? blob) === blob);
}
