/** Reproducible choices: the same seed gives the same changes on every machine (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer of [0, below). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(options: readonly T[]): T {
    const option = options[this.below(options.length)];
    if (option === undefined) throw new Error('nothing to pick from');
    return option;
  }

  /** Two different ones. */
  pair<T>(options: readonly T[]): readonly [T, T] {
    const first = this.pick(options);
    return [first, this.pick(options.filter((option) => option !== first))];
  }
}
