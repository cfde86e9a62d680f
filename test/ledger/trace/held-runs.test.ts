import { expect, test } from '@jest/globals';
import { findHeldRuns } from '../../../src/ledger/trace/held-runs.ts';

test('a run holds from the first landing on that it is held by', () => {
  const landings = [
    { run: 2, index: 14 },
    { run: 2, index: 9 },
    { run: 30, index: 31 },
  ];
  expect(findHeldRuns(landings, [])).toEqual([
    { run: 2, index: 9 },
    { run: 30, index: 31 },
  ]);
  expect(findHeldRuns([], [{ run: 5, on: { run: 2, index: 3 } }])).toEqual([]);
});

test('and so do those that were built on it, and on these', () => {
  const joints = [
    { run: 20, on: { run: 2, index: 8 } }, // before it came
    { run: 21, on: { run: 2, index: 9 } },
    { run: 40, on: { run: 21, index: 30 } },
    { run: 41, on: { run: 20, index: 20 } },
  ];
  expect(findHeldRuns([{ run: 2, index: 9 }], joints)).toEqual([
    { run: 2, index: 9 },
    { run: 21, index: 21 },
    { run: 40, index: 40 },
  ]);
});
