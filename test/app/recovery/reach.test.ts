import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { isAway, noteAway, noteBack } from '../../../src/app/recovery/reach.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/fault.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const at = (now: number) => ({ ...bench.context, clock: { now: () => now } });

test('away is who does not answer, not who asks to wait', () => {
  expect(isAway(new Fault('github.unavailable', 'no answer'))).toBe(true);
  expect(isAway(new Fault('github.rate-limited', 'wait'))).toBe(false);
});

test('a moment is no gap; a minute is one, from the first failure on', async () => {
  expect(await noteBack(at(0))).toBe(false);
  await noteAway(at(1_000));
  expect(await noteBack(at(MINUTE))).toBe(false);
  await noteAway(at(2 * MINUTE));
  await noteAway(at(3 * MINUTE));
  expect(await noteBack(at(4 * MINUTE))).toBe(true);
  expect(await noteBack(at(5 * MINUTE))).toBe(false);
  const { notes } = await readNotes(bench.context);
  expect(notes.map(({ value }) => value)).toEqual([
    { from: 2 * MINUTE, to: 4 * MINUTE, why: 'github-unreachable', about: null },
  ]);
});
