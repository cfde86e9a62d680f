import { HOUR, MINUTE, SECOND } from '../../base/clock.ts';

/**
 * For whom a request is made. `person`: somebody waits for it (a pull request, a gate, a command, a merge group);
 * `record`: the ledger is written, for which greens wait; `background`: nobody waits, and whoever asks stops and goes on
 * later when its share is used up.
 */
export type Urgency = 'person' | 'record' | 'background';

export const URGENCIES: readonly Urgency[] = ['person', 'record', 'background'];

/** What GitHub counts within a stretch of time: points of REST and of GraphQL a minute, content a minute and an hour. */
export type Meter = 'rest' | 'graphql' | 'content' | 'hourly';

export const METERS: readonly Meter[] = ['rest', 'graphql', 'content', 'hourly'];

/** Points by meter. */
export type Points = Readonly<Record<Meter, number>>;

export const NOTHING: Points = { rest: 0, graphql: 0, content: 0, hourly: 0 };

/** Which of GitHub's two hourly budgets a request is taken from. */
export type Resource = 'core' | 'graphql';

export const RESOURCES: readonly Resource[] = ['core', 'graphql'];

export interface Limits {
  /** Within any window of a meter; null: not limited. */
  readonly most: Points | null;
  /** Requests at once, over all processes. */
  readonly places: number;
  /** 0 to 1: how much of each budget background work may use up. */
  readonly backgroundShare: number;
}

/** GitHub's secondary limits for one installation (rest/using-the-rest-api/rate-limits-for-the-rest-api). */
const PUBLISHED: Points = { rest: 900, graphql: 2_000, content: 80, hourly: 500 };
const PLACES = 100;
const DEAREST: Points = { rest: 5, graphql: 5, content: 1, hourly: 1 };

/**
 * Milliseconds within which a meter's points are counted. Half a second more than GitHub's own: our clocks and GitHub's do
 * not run equally fast.
 */
export const WINDOWS: Points = {
  rest: MINUTE + SECOND / 2,
  graphql: MINUTE + SECOND / 2,
  content: MINUTE + SECOND / 2,
  hourly: HOUR + SECOND,
};

export interface LimitSettings {
  /** Of what GitHub publishes; 0: no limits but those that answers tell of (GitHub Enterprise Server has none). */
  readonly percent: number;
  /** Per cent of each budget. */
  readonly background: number;
}

export const defaultLimits: LimitSettings = { percent: 100, background: 70 };

export function limitsOf({ percent, background }: LimitSettings): Limits {
  const part = (meter: Meter): number => Math.max(DEAREST[meter], Math.floor((PUBLISHED[meter] * percent) / 100));
  return {
    most: percent === 0 ? null : eachMeter(part),
    places: PLACES,
    backgroundShare: background / 100,
  };
}

export function eachMeter(act: (meter: Meter) => number): Points {
  return { rest: act('rest'), graphql: act('graphql'), content: act('content'), hourly: act('hourly') };
}

export const addPoints = (a: Points, b: Points): Points => eachMeter((meter) => a[meter] + b[meter]);
