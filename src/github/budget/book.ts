import { type Instant, SECOND } from '../../base/clock.ts';
import { isJsonObject } from '../../base/json.ts';
import { addPoints, type Limits, type Meter, NOTHING, type Points, WINDOWS } from './limits.ts';
import { laterPrimary, type Primary } from './primary.ts';
import { type Serving, serve } from './serve.ts';
import type { Allotment, Book, Reply, Statement } from './statement.ts';

/** How long an allotment lasts: what another process heard from GitHub is known here so much later at most. */
export const LASTS = 3 * SECOND;
/** A request that was sent in time may reach GitHub so much later: it is given up then. */
export const GRACE = 10 * SECOND;
/** One process's part of the places: a fifth of GitHub's 100 at once. */
const MOST_PLACES = 20;
/** Points are booked by half seconds, rounded up, so that a book stays small. */
const STEP = SECOND / 2;
const emptyBook: Book = {
  allotments: {},
  spent: { rest: [], graphql: [], content: [], hourly: [] },
  promised: NOTHING,
  hold: 0,
  core: null,
  graphql: null,
};

/** Null, or another version's: nothing is known. */
export function readBook(value: unknown): Book {
  return isBook(value) ? value : emptyBook;
}

/** Nobody but this file writes it. */
const isBook = (value: unknown): value is Book => isJsonObject(value) && isJsonObject(value['spent']);

/** One statement, entered; computes only. */
export function exchange(
  before: Book,
  { owner, ...statement }: Statement,
  { now, limits }: { readonly now: Instant; readonly limits: Limits },
): { readonly book: Book; readonly reply: Reply } {
  const { others, spent } = enter(before, { owner, ended: statement.ended }, now);
  const serving: Serving = { spent, others, promised: before.promised, now, limits };
  const served = serve(statement, serving);
  const places = placesFor(statement, others, limits);
  const hold = Math.max(nearer(before.hold, now), statement.hold > 0 ? now + statement.hold : 0);
  const core = laterPrimary(current(before.core, now), shift(statement.core, now));
  const graphql = laterPrimary(current(before.graphql, now), shift(statement.graphql, now));
  const points = limits.most === null ? NOTHING : addPoints(statement.kept, served.points);
  const isGone = places === 0 && statement.wants.length === 0;
  const own: Allotment = { until: now + LASTS, points, places };
  return {
    book: {
      allotments: isGone ? others : { ...others, [owner]: own },
      spent,
      promised: served.promised,
      hold,
      core,
      graphql,
    },
    reply: {
      points: served.points,
      spare: served.spare,
      lasts: LASTS,
      places,
      waits: served.waits,
      free: served.free,
      hold: Math.max(0, hold - now),
      core: shift(core, -now),
      graphql: shift(graphql, -now),
    },
  };
}

/** An hour is the longest that GitHub asks for: what lies further ahead is of a clock that was set back. */
const nearer = (hold: Instant, now: Instant): Instant => (hold > now + WINDOWS.hourly ? now : hold);

const shift = (primary: Primary | null, by: number): Primary | null =>
  primary === null ? null : { ...primary, resetAt: primary.resetAt + by };

const current = (primary: Primary | null, now: Instant): Primary | null =>
  primary === null || primary.resetAt <= now || primary.resetAt > now + WINDOWS.hourly ? null : primary;

/**
 * What has ended is spent; and so is the allotment of a process that died, as if it had used all of it at the last
 * moment. A process that was slow, and says afterwards what it spent, is counted twice: too much is safe.
 */
function enter(
  { allotments, spent }: Book,
  { owner, ended }: Pick<Statement, 'owner' | 'ended'>,
  now: Instant,
): Pick<Serving, 'others' | 'spent'> {
  const others: Record<string, Allotment> = {};
  const lapsed: { readonly at: Instant; readonly points: Points }[] = [];
  for (const [whose, each] of Object.entries(allotments)) {
    if (whose === owner) continue;
    const until = Math.min(each.until, now + LASTS);
    if (now < until + GRACE) others[whose] = { ...each, until };
    else lapsed.push({ at: until + GRACE, points: each.points });
  }
  const news = [...lapsed, ...ended.map(({ age, points }) => ({ at: now - age, points }))];
  const ofMeter = (meter: Meter): Book['spent'][Meter] => {
    const sums = new Map<Instant, number>();
    for (const [at, points] of [...spent[meter], ...news.map((each) => [each.at, each.points[meter]] as const)]) {
      // A clock that was set back leaves some in the future: they count as of now.
      const step = Math.min(now, Math.ceil(at / STEP) * STEP);
      if (points > 0 && step > now - WINDOWS[meter]) sums.set(step, (sums.get(step) ?? 0) + points);
    }
    return [...sums].toSorted(([a], [b]) => a - b);
  };
  const [rest, graphql, content, hourly] = [ofMeter('rest'), ofMeter('graphql'), ofMeter('content'), ofMeter('hourly')];
  return { others, spent: { rest, graphql, content, hourly } };
}

/** An equal part for everybody who is there, where there are many; what is under way keeps its place. */
function placesFor(
  { underWay, wants, isBusy }: Pick<Statement, 'underWay' | 'wants' | 'isBusy'>,
  others: Book['allotments'],
  limits: Limits,
): number {
  if (!isBusy && wants.length === 0) return underWay;
  const held = Object.values(others).reduce((sum, { places }) => sum + places, 0);
  const equal = Math.floor(limits.places / (Object.keys(others).length + 1));
  return Math.max(underWay, Math.min(MOST_PLACES, equal, limits.places - held));
}
