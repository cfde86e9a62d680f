import type { Clock, Instant } from '../../base/clock.ts';
import { SECOND } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { LASTS } from './book.ts';
import type { Cost } from './cost.ts';
import { Flight } from './flight.ts';
import {
  eachMeter,
  type Limits,
  METERS,
  type Meter,
  NOTHING,
  type Points,
  type Resource,
  type Urgency,
} from './limits.ts';
import { laterPrimary, type Primary, type Reading, waitForPrimary } from './primary.ts';
import type { Reply, Statement } from './statement.ts';
import { type Waiter, WaitingLine } from './waiting-line.ts';

/** A wait this short is waited for; for a longer one somebody else may use the place. */
const PATIENCE = 1.5 * SECOND;
/** So many requests of one installation wait for points at once, so that it takes up nobody's time but its own. */
const MOST_PATIENT = 2;
/** Where all places are taken by other processes, one is asked for again after this time. */
const PLACE_AGAIN = SECOND / 2;
/** Whoever asked nothing for so long gives back what it has. */
const IDLE = SECOND;
/** After a wait that everybody was told of, not all come back in the same moment. */
const SPREAD = 0.1;
const MOST_SPREAD = 5 * SECOND;

export interface AccountParts {
  readonly name: string;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly random: () => number;
  /** Asks for an exchange with the book: `draw`, then `accept` or `fail`. */
  readonly ask: (account: Account) => void;
}

/** One installation's budget as this process has it: what it may send now, what is under way, and who waits. */
export class Account {
  readonly name: string;
  readonly #parts: AccountParts;
  readonly #flight = new Flight();
  readonly #line = new WaitingLine();
  #points: Points = NOTHING;
  #spare: Points = NOTHING;
  #free: Points = NOTHING;
  #places = 0;
  #validUntil: Instant = 0;
  #drawnAt: Instant = 0;
  #usedAt: Instant = 0;
  #isGivingBack = false;
  #drawn: readonly Waiter[] | null = null;
  #hold: Instant = 0;
  #primaries: Readonly<Record<Resource, Primary | null>> = { core: null, graphql: null };
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: AccountParts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  /** Resolves when the request may be sent; throws `github.rate-limited` with the time to wait where that is long. */
  async enter(cost: Cost, urgency: Urgency): Promise<void> {
    this.#usedAt = this.#now();
    this.#refuse(cost, urgency);
    await new Promise<void>((resolve, reject) => {
      this.#line.add({ cost, urgency, notBefore: 0, resolve, reject });
      this.#serve();
    });
  }

  /** The request has ended, however it did. */
  leave(cost: Cost): void {
    this.#flight.end(cost, this.#now());
    this.#serve();
  }

  note({ resource, limit, remaining, resetIn }: Reading): void {
    const reading = { limit, remaining, resetAt: this.#now() + resetIn };
    this.#primaries = { ...this.#primaries, [resource]: laterPrimary(this.#primaries[resource], reading) };
  }

  /** GitHub asked to wait, whoever asks: the other processes are told at once. */
  hold(wait: number): void {
    this.#hold = Math.max(this.#hold, this.#now() + wait);
    for (const waiter of this.#line.all) this.#reject(waiter, wait);
    this.#parts.ask(this);
  }

  /** What is to be said to the book. Nothing more is sent until it has answered. */
  draw(): Statement {
    const now = this.#now();
    this.#drawn = this.#line.all;
    this.#drawnAt = now;
    this.#points = NOTHING;
    this.#spare = NOTHING;
    this.#validUntil = 0;
    this.#isGivingBack = this.#isIdle(now);
    return {
      owner: '',
      ended: this.#flight.takeEnded(now),
      kept: this.#flight.points,
      underWay: this.#flight.size,
      wants: this.#drawn.map(({ cost, urgency }) => ({ points: cost.points, urgency })),
      isBusy: !this.#isGivingBack,
      hold: Math.max(0, this.#hold - now),
      core: away(this.#primaries.core, now),
      graphql: away(this.#primaries.graphql, now),
    };
  }

  accept(reply: Reply): void {
    const now = this.#now();
    const { core, graphql } = this.#primaries;
    this.#points = reply.points;
    this.#spare = reply.spare;
    this.#free = reply.free;
    this.#places = reply.places;
    this.#validUntil = this.#isGivingBack ? 0 : this.#drawnAt + reply.lasts;
    this.#hold = Math.max(this.#hold, now + reply.hold);
    this.#primaries = {
      core: laterPrimary(core, back(reply.core, now)),
      graphql: laterPrimary(graphql, back(reply.graphql, now)),
    };
    const drawn = this.#drawn ?? [];
    this.#drawn = null;
    if (reply.hold > 0) for (const waiter of this.#line.all) this.#reject(waiter, reply.hold);
    for (const [at, waiter] of drawn.entries()) this.#keepWaiting(waiter, reply.waits[at] ?? 0);
    this.#serve();
  }

  /** The book could not be reached: those who waited for it fail, and what they used is said next time. */
  fail(error: unknown): void {
    this.#flight.untake();
    for (const waiter of this.#drawn ?? []) if (this.#line.remove(waiter)) waiter.reject(error);
    this.#drawn = null;
    this.#serve();
  }

  /** Is it time to say something to the book though nobody waits? Null: nothing will ever be, until somebody enters. */
  isDue(): boolean | null {
    const now = this.#now();
    if (this.#drawn !== null) return false;
    if (this.#flight.size > 0) return now - this.#drawnAt > LASTS / 2;
    const hasNothing = this.#validUntil === 0 && !this.#flight.hasEnded;
    return this.#line.size === 0 && hasNothing ? null : this.#isIdle(now);
  }

  /** As last heard; `free`: points that were left for everybody. */
  get view() {
    const now = this.#now();
    return {
      free: this.#free,
      underWay: this.#flight.size,
      waiting: this.#line.size,
      hold: Math.max(0, this.#hold - now),
      core: away(this.#primaries.core, now),
      graphql: away(this.#primaries.graphql, now),
    };
  }

  #now(): Instant {
    return this.#parts.clock.now();
  }

  #isIdle(now: Instant): boolean {
    return this.#line.size === 0 && this.#flight.size === 0 && now - this.#usedAt >= IDLE;
  }

  #refuse(cost: Cost, urgency: Urgency): void {
    const now = this.#now();
    const { limits } = this.#parts;
    const underWay = this.#flight.ofResource(cost.resource);
    const primary = waitForPrimary(this.#primaries[cost.resource], { now, urgency, limits, underWay });
    const wait = Math.max(primary, this.#hold - now);
    if (wait > 0) throw this.#fault(wait);
  }

  #fault(wait: number): Fault {
    const spread = Math.min(wait * SPREAD, MOST_SPREAD) * this.#parts.random();
    const retryAfter = Math.ceil(wait + spread);
    return new Fault('github.rate-limited', 'GitHub asked to wait', { details: { retryAfter, held: true } });
  }

  #reject(waiter: Waiter, wait: number): void {
    if (this.#line.remove(waiter)) waiter.reject(this.#fault(wait));
  }

  /** Told how long its points take: either it waits, or it fails with the time. */
  #keepWaiting(waiter: Waiter, wait: number): void {
    if (!this.#line.has(waiter)) return;
    if (wait === 0) {
      waiter.notBefore = 0;
      return;
    }
    const now = this.#now();
    const patient = this.#line.all.filter(({ notBefore }) => notBefore > now).length;
    if (wait <= PATIENCE && patient < MOST_PATIENT) waiter.notBefore = now + wait;
    else if (this.#line.remove(waiter)) waiter.reject(tooSoon(wait));
  }

  #serve(): void {
    const now = this.#now();
    if (this.#drawn !== null) return;
    const blocked = new Set<Meter>();
    for (const waiter of this.#line.all) {
      const needed = METERS.filter((meter) => waiter.cost.points[meter] > 0);
      const isCovered = this.#covers(waiter, now) && needed.every((meter) => !blocked.has(meter));
      if (isCovered && this.#hasPlace(waiter.urgency)) this.#start(waiter);
      else for (const meter of needed) blocked.add(meter);
      // With points, and without a place: the next that ends makes one, unless other processes have them all.
      if (isCovered && this.#places === this.#flight.size && this.#places === 0) waiter.notBefore = now + PLACE_AGAIN;
    }
    this.#askAgain(now);
  }

  #covers({ cost, urgency }: Waiter, now: Instant): boolean {
    const pool = urgency === 'background' ? this.#spare : this.#points;
    return now < this.#validUntil && METERS.every((meter) => cost.points[meter] <= pool[meter]);
  }

  #hasPlace(urgency: Urgency): boolean {
    const part = urgency === 'background' ? this.#parts.limits.backgroundShare : 1;
    return this.#flight.size < Math.ceil(this.#places * part);
  }

  #start(waiter: Waiter): void {
    const { points } = waiter.cost;
    this.#line.remove(waiter);
    this.#points = eachMeter((meter) => this.#points[meter] - points[meter]);
    this.#spare = eachMeter((meter) =>
      waiter.urgency === 'background'
        ? this.#spare[meter] - points[meter]
        : Math.min(this.#spare[meter], this.#points[meter]),
    );
    this.#flight.begin(waiter.cost);
    waiter.resolve();
  }

  #askAgain(now: Instant): void {
    clearTimeout(this.#timer);
    const lacking = this.#line.all.filter((waiter) => !this.#covers(waiter, now) || waiter.notBefore > 0);
    if (lacking.length === 0) return;
    const next = Math.min(...lacking.map(({ notBefore }) => notBefore));
    if (next <= now) return this.#parts.ask(this);
    this.#timer = setTimeout(() => this.#parts.ask(this), next - now);
  }
}

const away = (primary: Primary | null, now: Instant): Primary | null =>
  primary === null ? null : { ...primary, resetAt: primary.resetAt - now };

const back = (primary: Primary | null, now: Instant): Primary | null =>
  primary === null ? null : { ...primary, resetAt: primary.resetAt + now };

function tooSoon(wait: number): Fault {
  const message = 'As much was asked of GitHub as it allows; this waits for its turn';
  return new Fault('github.rate-limited', message, { details: { retryAfter: wait, held: true } });
}
