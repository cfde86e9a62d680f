import { BUNDLE_SIZE } from '../layout.ts';

/** Values of one width, one after another; where one is missing stand zeros. Plain data: it may cross a thread's border. */
export interface Block {
  readonly bytes: Uint8Array;
  /** Positions that have no value, rising. */
  readonly missing: readonly number[];
}

/** One value for each of these, all of them `width` bytes long. */
export function blockOf(values: readonly (Uint8Array | null)[], width: number): Block {
  const bytes = new Uint8Array(values.length * width);
  const missing: number[] = [];
  values.forEach((value, at) => {
    if (value === null) missing.push(at);
    else bytes.set(value, at * width);
  });
  return { bytes, missing };
}

/** A value of a few bytes for each entry of a ledger, with no object around each: a million hashes are 32 MB, not 150. */
export class Column {
  readonly width: number;
  readonly #blocks: Uint8Array[] = [];
  readonly #missing = new Set<number>();
  #length = 0;
  #firstMissing: number | null = null;

  constructor(width: number) {
    this.width = width;
  }

  get length(): number {
    return this.#length;
  }

  /** How many there are before the first that is missing. */
  get whole(): number {
    return this.#firstMissing ?? this.#length;
  }

  /** The next values: those of a bundle, and in the end those of the tail. Only the last block may be shorter than 256. */
  append({ bytes, missing }: Block): void {
    for (const at of missing) this.#missing.add(this.#length + at);
    const [first] = missing;
    if (first !== undefined) this.#firstMissing ??= this.#length + first;
    this.#blocks.push(bytes);
    this.#length += bytes.length / this.width;
  }

  at(index: number): Uint8Array | null {
    return this.run(index, 1);
  }

  /** Values that stand in one block, one after another; null when one of them is missing. */
  run(first: number, count: number): Uint8Array | null {
    if (first + count > this.#length) return null;
    if (this.#firstMissing !== null && first + count > this.#firstMissing) {
      for (let index = first; index < first + count; index += 1) if (this.#missing.has(index)) return null;
    }
    const block = this.#blocks[Math.floor(first / BUNDLE_SIZE)];
    const from = (first % BUNDLE_SIZE) * this.width;
    return block?.subarray(from, from + count * this.width) ?? null;
  }
}
