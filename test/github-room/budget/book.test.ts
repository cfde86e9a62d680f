import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MINUTE, SECOND } from '../../../src/base/clock.ts';
import { exchange, GRACE, LASTS, readBook } from '../../../src/github/budget/book.ts';
import { defaultLimits, type Limits, limitsOf, NOTHING } from '../../../src/github/budget/limits.ts';
import type { Book, Reply, Statement } from '../../../src/github/budget/statement.ts';
import { GitHubMeter } from './github-meter.ts';

const limits = limitsOf(defaultLimits);
const write = { ...NOTHING, rest: 5 };
const quiet: Statement = {
  owner: 'a',
  ended: [],
  kept: NOTHING,
  underWay: 0,
  wants: [],
  isBusy: false,
  hold: 0,
  core: null,
  graphql: null,
};
const wanting = (count: number, urgency: 'person' | 'background' = 'person'): Partial<Statement> => ({
  wants: Array.from({ length: count }, () => ({ points: write, urgency })),
  isBusy: true,
});

/** One book, and what its bank would do. */
function bookkeeping(of: Limits = limits) {
  let book: Book = readBook(null);
  return (now: number, statement: Partial<Statement>): Reply => {
    const done = exchange(book, { ...quiet, ...statement }, { now, limits: of });
    book = readBook(JSON.parse(JSON.stringify(done.book)));
    return done.reply;
  };
}

describe('a book', () => {
  test('gives what is asked for, and a portion more', () => {
    const reply = bookkeeping()(1_000, wanting(2));
    expect(reply).toMatchObject({ waits: [0, 0], lasts: LASTS, places: 20, hold: 0 });
    expect(reply.points.rest).toBe(10 + 56);
    expect(reply.spare.rest).toBe(56);
  });

  test('gives no more than the limit, and then says when: one after the other', () => {
    const say = bookkeeping();
    const waits = say(0, wanting(182)).waits;
    expect(waits.filter((wait) => wait === 0)).toHaveLength(180);
    const [first = 0, second = 0] = waits.slice(180);
    // A minute and a half second after it was spent, at the earliest; the next comes a 180th of that later.
    expect(first).toBeGreaterThanOrEqual(MINUTE);
    expect(Math.abs(second - first - 336)).toBeLessThanOrEqual(1);
  });

  test('background work leaves its reserve to people', () => {
    const say = bookkeeping();
    const { waits, spare } = say(0, wanting(200, 'background'));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(126);
    expect(spare.rest).toBe(630);
    expect(say(1, { owner: 'b', ...wanting(60) }).waits.filter((wait) => wait === 0)).toHaveLength(54);
  });

  test('what is given back is there for others at once', () => {
    const say = bookkeeping();
    say(0, wanting(180));
    expect(say(10, { owner: 'b', ...wanting(1) }).waits).not.toEqual([0]);
    say(20, {});
    expect(say(30, { owner: 'b', ...wanting(180) }).waits.every((wait) => wait === 0)).toBe(true);
  });

  test('an allotment whose holder died is spent, and over a minute later', () => {
    const say = bookkeeping();
    say(0, wanting(180));
    const other = { owner: 'b', ...wanting(180) };
    const isServed = (now: number): boolean => say(now, other).waits.every((wait) => wait === 0);
    expect(isServed(LASTS + GRACE + MINUTE)).toBe(false);
    expect(isServed(LASTS + GRACE + MINUTE + SECOND)).toBe(true);
    expect(say(LASTS + GRACE + 1, { owner: 'c', ...wanting(1) }).places).toBeGreaterThan(0);
  });

  test('a wait that GitHub asked one process for holds all', () => {
    const say = bookkeeping();
    say(0, { hold: 30 * SECOND });
    expect(say(10 * SECOND, { owner: 'b' }).hold).toBe(20 * SECOND);
    expect(say(31 * SECOND, { owner: 'b' }).hold).toBe(0);
  });

  test('what is left of the hour is known to all, the least that was said', () => {
    const say = bookkeeping();
    say(0, { core: { limit: 5_000, remaining: 90, resetAt: MINUTE } });
    const { core } = say(SECOND, { owner: 'b', core: { limit: 5_000, remaining: 100, resetAt: MINUTE - SECOND } });
    expect(core).toEqual({ limit: 5_000, remaining: 90, resetAt: MINUTE - SECOND });
    expect(say(2 * MINUTE, { owner: 'b' }).core).toBeNull();
  });

  test('a hundred places are shared by as many processes as there are', () => {
    const say = bookkeeping();
    const held = Array.from({ length: 5 }, (_, at) => say(0, { owner: `p${at}`, ...wanting(1) }).places);
    expect(held).toEqual([20, 20, 20, 20, 20]);
    expect(say(1, { owner: 'p5', ...wanting(1) }).places).toBe(0);
    expect(say(2, { owner: 'p0', ...wanting(1) }).places).toBe(16);
    expect(say(3, { owner: 'p5', ...wanting(1) }).places).toBe(4);
    // What is under way is not taken away.
    expect(say(4, { owner: 'p1', underWay: 19, ...wanting(1) }).places).toBe(19);
  });

  test('without limits everybody gets everything, and a hold all the same', () => {
    const say = bookkeeping(limitsOf({ percent: 0, background: 70 }));
    expect(say(0, { ...wanting(5_000), hold: SECOND }).waits.every((wait) => wait === 0)).toBe(true);
    expect(say(1, { owner: 'b' }).hold).toBe(SECOND - 1);
  });

  test('a clock that was set back lets nobody wait longer than a window', () => {
    const say = bookkeeping();
    const later = 100 * MINUTE;
    say(later, { ...wanting(180), hold: MINUTE });
    say(later, { ended: [{ age: 0, points: { ...NOTHING, rest: 900 } }] });
    const { waits, hold } = say(0, { owner: 'b', ...wanting(1) });
    expect(hold).toBe(0);
    expect(waits[0]).toBeLessThanOrEqual(MINUTE + SECOND);
    expect(say(MINUTE + SECOND, { owner: 'b', ...wanting(1) }).waits).toEqual([0]);
  });
});

/** A process as the book sees it: it sends what it has, at any time it may, and says so sooner or later, or dies. */
const step = fc.record({
  process: fc.nat({ max: 2 }),
  after: fc.nat({ max: 1_500 }),
  wants: fc.nat({ max: 60 }),
  sends: fc.double({ min: 0, max: 1, noNaN: true }),
  /** Milliseconds from taking an allotment to sending, and from sending to arrival and to the answer. */
  waits: fc.nat({ max: LASTS }),
  takes: fc.nat({ max: GRACE }),
  dies: fc.boolean(),
});

test('whatever processes do, GitHub never counts more than its limit in any minute', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 90 }), (steps) => {
      const say = bookkeeping();
      const meter = new GitHubMeter();
      const processes = new Map<number, { name: string; ended: { at: number; points: number }[] }>();
      let now = 0;
      let names = 0;
      for (const { process, after, wants, sends, waits, takes, dies } of steps) {
        now += after;
        const own = processes.get(process) ?? { name: `p${(names += 1)}`, ended: [] };
        const over = own.ended.filter(({ at }) => at <= now);
        const open = own.ended.filter(({ at }) => at > now);
        const kept = open.reduce((sum, { points }) => sum + points, 0);
        const { points } = say(now, {
          owner: own.name,
          ended: over.map(({ at, points: rest }) => ({ age: now - at, points: { ...NOTHING, rest } })),
          kept: { ...NOTHING, rest: kept },
          underWay: open.length,
          ...wanting(wants),
        });
        const used = 5 * Math.floor((points.rest * sends) / 5);
        const sentAt = now + waits;
        const answered = sentAt + takes;
        meter.arrive(sentAt + takes / 2, used);
        // A request that is answered later than it is waited for would have to be kept by another statement.
        const isReportable = !dies && used > 0;
        processes.set(process, {
          name: own.name,
          ended: isReportable ? [...open, { at: answered, points: used }] : open,
        });
        if (dies) processes.delete(process);
        now = Math.max(now, dies ? now : sentAt);
      }
      expect(meter.most()).toBeLessThanOrEqual(900);
    }),
    { numRuns: 100 },
  );
});
