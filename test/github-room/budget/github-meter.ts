import { MINUTE } from '../../../src/base/clock.ts';

/** How GitHub counts: what arrived within the last minute, and in any minute of the clock. Documents do not say which. */
export class GitHubMeter {
  readonly #arrivals: (readonly [number, number])[] = [];

  arrive(at: number, points: number): void {
    this.#arrivals.push([at, points]);
  }

  get total(): number {
    return this.#arrivals.reduce((sum, [, points]) => sum + points, 0);
  }

  /** The most points within any stretch of this length, however it lies. */
  most(length = MINUTE): number {
    const inOrder = this.#arrivals.toSorted(([a], [b]) => a - b);
    let [most, sum, from] = [0, 0, 0];
    for (const [at, points] of inOrder) {
      sum += points;
      for (let first = inOrder[from]; first !== undefined && first[0] <= at - length; first = inOrder[from]) {
        sum -= first[1];
        from += 1;
      }
      most = Math.max(most, sum);
    }
    return most;
  }
}
