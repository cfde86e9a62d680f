import type { Instant } from '../../base/clock.ts';
import type { Meter, Points, Urgency } from './limits.ts';
import type { Primary } from './primary.ts';

/**
 * What one installation has used, as all processes know it together. Processes do not ask for each request: each takes an
 * allotment, and says afterwards what became of it. Until it has said so, all of the allotment counts; what was spent
 * counts from the last moment at which it can have reached GitHub. So within any window, however it lies, GitHub counts
 * no more than the book does. Instants are the database's.
 */
export interface Book {
  readonly allotments: Readonly<Record<string, Allotment>>;
  /** By meter: when, and how many points; oldest first. */
  readonly spent: Readonly<Record<Meter, readonly (readonly [Instant, number])[]>>;
  /** By meter: until when points that come free are promised to somebody. */
  readonly promised: Readonly<Record<Meter, Instant>>;
  /** GitHub asked everybody to wait until then. */
  readonly hold: Instant;
  readonly core: Primary | null;
  readonly graphql: Primary | null;
}

export interface Allotment {
  /** Nothing is sent with it afterwards. */
  readonly until: Instant;
  readonly points: Points;
  readonly places: number;
}

export interface Want {
  readonly points: Points;
  readonly urgency: Urgency;
}

/** What a process says of an installation, and what it asks for. Ages and lengths in milliseconds. */
export interface Statement {
  readonly owner: string;
  /** Requests that have ended since the last statement: how long ago, and their points. */
  readonly ended: readonly { readonly age: number; readonly points: Points }[];
  /** Of requests that are under way: they go on counting. */
  readonly kept: Points;
  readonly underWay: number;
  /** In the order in which they should be served. */
  readonly wants: readonly Want[];
  /** Are more requests likely? Then some points more are taken along, so that they need no exchange. */
  readonly isBusy: boolean;
  readonly hold: number;
  /** What answers said: resets as milliseconds from now. */
  readonly core: Primary | null;
  readonly graphql: Primary | null;
}

export interface Reply {
  /** To be used within `lasts` milliseconds of the sending of the statement, beside what is under way. */
  readonly points: Points;
  /** Of these, what background work may use. */
  readonly spare: Points;
  readonly lasts: number;
  /** Requests at once, those under way included. */
  readonly places: number;
  /** For each want, how long it has to wait; 0: its points are among those given. */
  readonly waits: readonly number[];
  /** Points that are left for everybody, before this exchange's own. */
  readonly free: Points;
  readonly hold: number;
  /** Resets as milliseconds from now. */
  readonly core: Primary | null;
  readonly graphql: Primary | null;
}
