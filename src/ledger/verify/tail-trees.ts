import { toBytes, toHex } from '../../base/bytes.ts';
import { gitTreeId } from '../digest.ts';
import { BUNDLE_SIZE, paths, tailStart } from '../layout.ts';
import type { FileChange } from '../tree.ts';
import type { Column } from './column.ts';

/** A ledger's size in some commit, as anybody claims it, and the git tree of `tail/` there; null: there is none. */
export interface TailAt {
  readonly size: number;
  readonly tree: string | null;
}

/**
 * The directories `tail/` that today's entries had at every size, by their git object ids. A commit whose id is the same
 * has this content, and nobody has to read it: of 100,000 commits git reads and compares these directories for four seconds
 * where computing their ids takes less than one. Whatever is otherwise has to be read.
 */
export class TailTrees {
  readonly #blobIds: Column;
  /** Any object id of the repository. */
  readonly #like: string;
  /** The directory's bytes, as git stores it, up to the entry before `#end`. */
  readonly #content: Uint8Array;
  #length = 0;
  #end = 0;
  #last: TailAt = { size: 0, tree: null };

  constructor(blobIds: Column, like: string) {
    this.#blobIds = blobIds;
    this.#like = like;
    this.#content = new Uint8Array(BUNDLE_SIZE * (headOf(Number.MAX_SAFE_INTEGER).length + blobIds.width));
  }

  /** What changed from one to the other; null: they are not the directories that these sizes have. */
  changes(before: TailAt, after: TailAt): readonly FileChange[] | null {
    if (this.#treeAt(before.size) !== before.tree || this.#treeAt(after.size) !== after.tree) return null;
    const removed = this.#without(before.size, after.size).map(([path, blob]) => ({ path, before: blob, after: null }));
    const added = this.#without(after.size, before.size).map(([path, blob]) => ({ path, before: null, after: blob }));
    return [...removed, ...added];
  }

  /** Path and blob id of the entries that stand in the tail at one size, and do not at the other. */
  #without(size: number, other: number): readonly (readonly [string, string])[] {
    const from = tailStart(size) === tailStart(other) ? Math.min(other, size) : tailStart(size);
    return rangeOf(from, size).map((index) => [paths.tail(index), toHex(this.#blobIds.at(index) ?? new Uint8Array())]);
  }

  /** Undefined: an entry is missing today. */
  #treeAt(size: number): string | null | undefined {
    if (size !== this.#last.size) {
      const first = tailStart(size);
      if (first < size && this.#blobIds.run(first, size - first) === null) return undefined;
      this.#last = { size, tree: first === size ? null : this.#compute(size) };
    }
    return this.#last.tree;
  }

  /** A directory is sorted by name, which is by index while the indexes have as many digits; otherwise it is made anew. */
  #compute(size: number): string {
    const first = tailStart(size);
    const isByIndex = String(first).length === String(size - 1).length;
    const isLonger = isByIndex && first < this.#end && this.#end <= size;
    if (!isLonger) this.#length = 0;
    const names = rangeOf(isLonger ? this.#end : first, size).map((index) => ({ index, head: headOf(index) }));
    for (const { index, head } of isByIndex ? names : names.toSorted((a, b) => (a.head < b.head ? -1 : 1))) {
      this.#content.set(toBytes(head), this.#length);
      this.#content.set(this.#blobIds.at(index) ?? [], this.#length + head.length);
      this.#length += head.length + this.#blobIds.width;
    }
    this.#end = isByIndex ? size : 0;
    return gitTreeId(this.#content.subarray(0, this.#length), this.#like);
  }
}

/** What git writes before the blob's id. */
const headOf = (index: number): string => `100644 ${index}.json\0`;

const rangeOf = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
