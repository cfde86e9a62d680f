import type { Instant } from '../../base/clock.ts';
import { addPoints, eachMeter, type Limits, METERS, type Meter, NOTHING, type Points, WINDOWS } from './limits.ts';
import type { Book, Statement, Want } from './statement.ts';

export interface Serving {
  readonly spent: Book['spent'];
  readonly others: Book['allotments'];
  readonly promised: Points;
  readonly now: Instant;
  readonly limits: Limits;
}

export interface Served {
  /** Given, beside what is under way. */
  readonly points: Points;
  /** Of these, what background work may use. */
  readonly spare: Points;
  readonly waits: readonly number[];
  readonly promised: Points;
  /** What was left for everybody before. */
  readonly free: Points;
}

type Asked = Pick<Statement, 'wants' | 'isBusy' | 'kept'>;

/** A part of each limit is taken along in advance. */
const PORTION = 1 / 16;
/** Of the reserve, each process that has people's work takes no more than this part of what is left. */
const SCARCE = 1 / 8;
/** Promises reach no further ahead than so many windows: what they were made to may have gone away. */
const FARTHEST_PROMISE = 1.5;
const WITHOUT_END: Points = eachMeter(() => 1e12);

/** Who gets points now, in the order in which they ask, and how long the others wait. */
export function serve(asked: Asked, serving: Serving): Served {
  const { most, backgroundShare } = serving.limits;
  if (most === null) {
    const waits = asked.wants.map(() => 0);
    return { points: WITHOUT_END, spare: WITHOUT_END, waits, promised: NOTHING, free: WITHOUT_END };
  }
  const reserve = eachMeter((meter) => Math.round(most[meter] * (1 - backgroundShare)));
  return serveWithin(asked, serving, { most, reserve });
}

interface Bounds {
  readonly most: Points;
  /** What background work leaves. */
  readonly reserve: Points;
}

function serveWithin({ wants, isBusy, kept }: Asked, serving: Serving, { most, reserve }: Bounds): Served {
  const free = freeOf(kept, serving, most);
  let [points, spare, promised] = [NOTHING, NOTHING, serving.promised];
  const leftFor = (meter: Meter, want: Want): number =>
    free[meter] - points[meter] - (want.urgency === 'background' ? reserve[meter] : 0);
  // Whoever waits for points is not overtaken by who needs fewer of them.
  const blocked = new Set<Meter>();
  const waits = wants.map((want) => {
    const needed = METERS.filter((meter) => want.points[meter] > 0);
    const lacking = needed.filter((meter) => blocked.has(meter) || leftFor(meter, want) < want.points[meter]);
    if (lacking.length === 0) {
      points = addPoints(points, want.points);
      if (want.urgency === 'background') spare = addPoints(spare, want.points);
      return 0;
    }
    for (const meter of needed) blocked.add(meter);
    const wait = lacking.map((meter) => {
      const bound = most[meter] - want.points[meter] - (want.urgency === 'background' ? reserve[meter] : 0);
      const freed = freeAt(meter, bound, { ...serving, kept: addPoints(kept, points) });
      const at = promise(
        freed,
        { before: promised[meter], meter, share: want.points[meter] / most[meter] },
        serving.now,
      );
      promised = { ...promised, [meter]: at };
      return at - serving.now;
    });
    return Math.max(1, Math.ceil(Math.max(...wait)));
  });
  const advance = (bound: (left: number, meter: Meter) => number): Points =>
    eachMeter((meter) => {
      const extra = Math.min(most[meter] * PORTION, bound(free[meter] - points[meter], meter));
      return isBusy && !blocked.has(meter) ? Math.floor(Math.max(0, extra)) : 0;
    });
  const forAll = advance((left, meter) => left - reserve[meter]);
  const forPeople = advance((left, meter) => Math.max(left - reserve[meter], left * SCARCE));
  return { points: addPoints(points, forPeople), spare: addPoints(spare, forAll), waits, promised, free };
}

function freeOf(kept: Points, { spent, others }: Serving, most: Points): Points {
  const held = Object.values(others).reduce((sum, { points }) => addPoints(sum, points), kept);
  return eachMeter((meter) => most[meter] - held[meter] - spent[meter].reduce((sum, [, points]) => sum + points, 0));
}

/** When so much has left the window that no more than `bound` is counted in it. */
function freeAt(
  meter: Meter,
  bound: number,
  { spent, others, kept, now }: Serving & { readonly kept: Points },
): Instant {
  const counted = [
    ...spent[meter],
    [now, kept[meter]] as const,
    ...Object.values(others).map(({ until, points }) => [until, points[meter]] as const),
  ].toSorted(([a], [b]) => a - b);
  let left = counted.reduce((sum, [, points]) => sum + points, 0) - bound;
  for (const [at, points] of counted) {
    if (left <= 0) return now;
    left -= points;
    if (left <= 0) return at + WINDOWS[meter];
  }
  return now + WINDOWS[meter];
}

/**
 * Points come free for one after the other: who waits is told a time of its own, as far after the one before as its share
 * of a window is long. So nobody comes in vain, and no points lie idle while many wait.
 */
function promise(
  freed: Instant,
  { before, meter, share }: { readonly before: Instant; readonly meter: Meter; readonly share: number },
  now: Instant,
): Instant {
  const farthest = now + FARTHEST_PROMISE * WINDOWS[meter];
  return Math.min(farthest, Math.max(freed, before + share * WINDOWS[meter]));
}
