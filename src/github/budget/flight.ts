import { type Instant, SECOND } from '../../base/clock.ts';
import type { Cost } from './cost.ts';
import { addPoints, eachMeter, NOTHING, type Points, type Resource } from './limits.ts';
import type { Statement } from './statement.ts';

/** Ends that lie this close together are said as one, with the later time. */
const STEP = SECOND / 4;

interface Ended {
  readonly at: Instant;
  readonly points: Points;
}

/** Requests under way, and those that have ended and of which the book does not know yet. */
export class Flight {
  #size = 0;
  #points: Points = NOTHING;
  #byResource: Readonly<Record<Resource, number>> = { core: 0, graphql: 0 };
  #ended: Ended[] = [];
  #taken: readonly Ended[] = [];

  get size(): number {
    return this.#size;
  }

  get points(): Points {
    return this.#points;
  }

  get hasEnded(): boolean {
    return this.#ended.length > 0;
  }

  ofResource(resource: Resource): number {
    return this.#byResource[resource];
  }

  begin({ points, resource }: Cost): void {
    this.#size += 1;
    this.#points = addPoints(this.#points, points);
    this.#byResource = { ...this.#byResource, [resource]: this.#byResource[resource] + 1 };
  }

  end({ points, resource }: Cost, at: Instant): void {
    this.#size -= 1;
    this.#points = eachMeter((meter) => this.#points[meter] - points[meter]);
    this.#byResource = { ...this.#byResource, [resource]: this.#byResource[resource] - 1 };
    const last = this.#ended.at(-1);
    if (last !== undefined && at - last.at < STEP && Math.floor(at / STEP) === Math.floor(last.at / STEP)) {
      this.#ended.splice(-1, 1, { at, points: addPoints(last.points, points) });
    } else this.#ended.push({ at, points });
  }

  takeEnded(now: Instant): Statement['ended'] {
    this.#taken = this.#ended;
    this.#ended = [];
    return this.#taken.map(({ at, points }) => ({ age: now - at, points }));
  }

  /** They did not arrive, or perhaps did: they are said again, because counting them twice is safe. */
  untake(): void {
    this.#ended = [...this.#taken, ...this.#ended];
    this.#taken = [];
  }
}
