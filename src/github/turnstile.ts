/**
 * Lets at most `places` pieces of work run at once; the others wait in order of arrival. GitHub allows 100 concurrent
 * requests over all of REST and GraphQL, shared with whatever else the installation's owner runs.
 */
export class Turnstile {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place is handed over, not given back and taken again: nobody who comes now may slip in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
