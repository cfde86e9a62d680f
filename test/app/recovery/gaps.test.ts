import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GapNote } from '../../../src/app/recovery/gap-notes.ts';
import { countsOf, gapsOf } from '../../../src/app/recovery/gaps.ts';
import { HOUR, MINUTE } from '../../../src/base/clock.ts';

const note = (from: number | null, to: number, fields: Partial<GapNote> = {}): GapNote => ({
  from,
  to,
  why: 'not-running',
  about: null,
  ...fields,
});
const failed = (at: number, repository: number) =>
  note(at, at, { why: 'deliveries-failed', about: { installation: 7, repository } });
const part = { installation: 7, repository: 70 };

describe('notes', () => {
  test('that lie close together are one gap, others are several, in order', () => {
    const gaps = gapsOf([note(5 * HOUR, 6 * HOUR), note(0, HOUR), note(HOUR + MINUTE, 2 * HOUR)], []);
    expect(gaps.map(({ from, to }) => [from, to])).toEqual([
      [0, 2 * HOUR],
      [5 * HOUR, 6 * HOUR],
    ]);
  });

  test('of an older copy: that is not an app which did not run', () => {
    const lost = note(HOUR, 2 * HOUR, { why: 'database-lost' });
    expect(gapsOf([note(HOUR, 3 * HOUR), lost], [])).toMatchObject([{ to: 3 * HOUR, why: ['database-lost'] }]);
    expect(gapsOf([note(null, HOUR, { why: 'database-lost' })], [])).toMatchObject([{ from: null, about: null }]);
  });

  test('of failed deliveries: only where nothing else explains them, and about whom they were', () => {
    expect(gapsOf([note(0, HOUR), failed(MINUTE, 70)], [])).toMatchObject([{ why: ['not-running'], about: null }]);
    expect(gapsOf([failed(0, 70), failed(MINUTE, 71)], [])).toEqual([
      {
        from: 0,
        to: MINUTE,
        why: ['deliveries-failed'],
        about: [
          { installation: 7, repository: 70 },
          { installation: 7, repository: 71 },
        ],
        parts: [],
      },
    ]);
  });
});

test('what was read back is counted where it happened, and otherwise with the last gap', () => {
  const parts = [
    { ...part, redelivered: 1, at: MINUTE },
    { ...part, fetched: 1, at: 5 * HOUR },
    { ...part, compared: 4, judged: 2 },
  ];
  const gaps = gapsOf([note(0, HOUR), note(5 * HOUR, 6 * HOUR)], parts);
  expect(gaps.map((gap) => countsOf(gap.parts))).toEqual([
    { deliveries: { redelivered: 1, fetched: 0, lost: 0 }, changes: { compared: 0, judged: 0 }, pushes: 0 },
    { deliveries: { redelivered: 0, fetched: 1, lost: 0 }, changes: { compared: 4, judged: 2 }, pushes: 0 },
  ]);
});

test('every gap has a reason, ends after it begins, and nothing that was read back is lost or counted twice', () => {
  const times = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 30 }));
  const notes = fc.array(
    fc
      .tuple(times, fc.constantFrom('not-running', 'database-lost', 'github-unreachable', 'deliveries-failed'))
      .map(([[from, length], why]) => {
        const about = why === 'deliveries-failed' ? { installation: 7, repository: from } : null;
        return note(from * MINUTE, (from + length) * MINUTE, { why, about });
      }),
    { minLength: 1, maxLength: 12 },
  );
  const parts = fc.array(fc.integer({ min: 0, max: 130 }).map((at) => ({ ...part, redelivered: 1, at: at * MINUTE })));
  fc.assert(
    fc.property(notes, parts, (given, read) => {
      const gaps = gapsOf(given, read);
      for (const { from, to, why } of gaps) {
        expect(why.length).toBeGreaterThan(0);
        expect(from ?? 0).toBeLessThanOrEqual(to);
      }
      expect(gaps.reduce((all, gap) => all + gap.parts.length, 0)).toBe(read.length);
    }),
  );
});
