import { concatBytes } from '../../base/bytes.ts';
import { HASH_BYTES } from '../digest.ts';
import { BUNDLE_SIZE, bundleCount, tailStart } from '../layout.ts';
import { appendLeaves, type Edge, rootOfEdge } from '../merkle.ts';
import { type Block, Column } from './column.ts';

/** Hashes one after another, 32 bytes each. */
export type Hashes = Uint8Array;

export function hashesIn(hashes: Hashes): readonly Uint8Array[] {
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, at) => hashAt(hashes, at));
}

export function hashAt(hashes: Hashes, at: number): Uint8Array {
  return hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}

interface Reached {
  readonly edge: Edge;
  readonly count: number;
}

const NOTHING: Reached = { edge: [], count: 0 };

/** The leaf hashes of a ledger's entries, and the root over each bundle of them. */
export class Leaves {
  readonly #hashes = new Column(HASH_BYTES);
  /** Of each whole bundle; null where an entry is missing. */
  readonly #roots: (Uint8Array | null)[] = [];
  /** Roots are asked for in rising order, mostly: where the last one ended, counted in bundles, and in entries of the tail behind them. */
  #bundles = NOTHING;
  #tail = NOTHING;

  get length(): number {
    return this.#hashes.length;
  }

  /** How many there are before the first that is missing. */
  get whole(): number {
    return this.#hashes.whole;
  }

  /** The next bundle's, with their root; in the end those of the tail, which has none. */
  append(block: Block, root: Uint8Array | null): void {
    this.#hashes.append(block);
    if (block.bytes.length === BUNDLE_SIZE * HASH_BYTES) this.#roots.push(root);
  }

  at(index: number): Uint8Array | null {
    return this.#hashes.at(index);
  }

  /** Of entries that stand in one bundle, or in the tail; null when one of them is missing. */
  run(first: number, count: number): Hashes | null {
    return this.#hashes.run(first, count);
  }

  ofBundle(bundle: number): Uint8Array | null {
    return this.#roots[bundle] ?? null;
  }

  /** The root over the first entries; null when one of them is missing. */
  rootAt(size: number): Uint8Array | null {
    if (size > this.whole) return null;
    const bundles = this.#bundlesTo(bundleCount(size));
    const tail = this.#tailTo(size);
    return rootOfEdge([...bundles.edge, ...tail.edge]);
  }

  #bundlesTo(count: number): Reached {
    if (count === this.#bundles.count) return this.#bundles;
    const from = count < this.#bundles.count ? NOTHING : this.#bundles;
    const more = this.#roots.slice(from.count, count).filter((root) => root !== null);
    this.#tail = NOTHING;
    this.#bundles = { edge: appendLeaves(from.edge, from.count, more).edge, count };
    return this.#bundles;
  }

  #tailTo(size: number): Reached {
    const count = size % BUNDLE_SIZE;
    const from = count < this.#tail.count ? NOTHING : this.#tail;
    const more = this.#hashes.run(tailStart(size) + from.count, count - from.count) ?? new Uint8Array();
    this.#tail = { edge: appendLeaves(from.edge, from.count, hashesIn(more)).edge, count };
    return this.#tail;
  }
}

export function joinHashes(hashes: readonly Uint8Array[]): Hashes {
  return concatBytes(...hashes);
}
