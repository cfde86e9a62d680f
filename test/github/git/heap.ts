/** A binary heap: `pop` gives the item that compares smallest. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  push(item: T): void {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#isBefore(at, up)) return;
      this.#exchange(at, up);
      at = up;
    }
  }

  pop(): T | undefined {
    this.#exchange(0, this.#items.length - 1);
    const top = this.#items.pop();
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (this.#isBefore(child, least)) least = child;
      if (least === at) return top;
      this.#exchange(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [left, right] = [this.#items[a], this.#items[b]];
    return left !== undefined && right !== undefined && this.#compare(left, right) < 0;
  }

  #exchange(a: number, b: number): void {
    const [left, right] = [this.#items[a], this.#items[b]];
    if (left === undefined || right === undefined) return;
    this.#items[a] = right;
    this.#items[b] = left;
  }
}
