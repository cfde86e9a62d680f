import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gatherDifference } from '../../../../src/app/archive/trace/gather-difference.ts';
import { findDifference } from '../../../../src/ledger/trace/difference.ts';
import { ofRepository } from '../../../../src/ledger/trace/one-repository.ts';
import { RandomScene } from '../../../ledger/trace/random-scene.ts';
import { api, commits, momentOf, told, webScene } from '../../../ledger/trace/scene.ts';
import { type Bench, openBench } from '../../stages/bench.ts';
import { archiveScene, knowNothing } from './traced-archive.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

const asked = { environment: 'production', from: momentOf(told.production41), to: momentOf(told.production43) };

test('the landings between, their decisions, and who covered afterwards', async () => {
  const ledger = await archiveScene(bench, webScene());
  const known = await knowNothing(bench, ledger);
  await gatherDifference(known, asked);
  const { landed42, hotfix, landed43, hotfixCover, decided42, group43, refused42, built42 } = told;
  const indexes = known.all().map(({ index }) => index);
  expect(indexes).toEqual(expect.arrayContaining([landed42, hotfix, landed43, hotfixCover, decided42, group43]));
  for (const other of [refused42, built42]) expect(indexes).not.toContain(other);
  expect(findDifference(known.all(), asked)).toEqual(findDifference(webScene().traced(), asked));
});

test('of several repositories only that there are several', async () => {
  const scene = webScene();
  scene.repository = api;
  scene.deploy(commits.first, 'production', { id: 7 });
  const ledger = await archiveScene(bench, scene);
  const both = await knowNothing(bench, ledger);
  await gatherDifference(both, asked);
  expect(both.all().map(({ index }) => index)).toEqual([told.rolledBack, told.artifact + 1]);
  const one = await knowNothing(bench, ledger, 'acme/web');
  await gatherDifference(one, asked);
  expect(findDifference(one.all(), asked).way).toBe('forth');
});

describe('whatever happened', () => {
  test.each([11, 12])(
    'in history %i',
    async (seed) => {
      const { scene } = new RandomScene(seed, 140);
      const ledger = await archiveScene(bench, scene);
      const ways = new Set<string>();
      for (let at = 0; at < 16; at += 1) {
        const span = { from: momentOf(at * 16), to: momentOf(at * 16 + 40), environment: 'production' };
        const known = await knowNothing(bench, ledger, 'acme/web');
        await gatherDifference(known, span);
        const found = findDifference(known.all(), span);
        const expected = findDifference(ofRepository(scene.traced(), 'acme/web'), span);
        expect({ ...found, late: lateIn(found) }).toEqual({ ...expected, late: lateIn(expected) });
        ways.add(found.way);
      }
      expect(ways.size).toBeGreaterThan(2);
    },
    60_000,
  );
});

/** Of what is told: nobody asks about the rest. */
function lateIn({ landings, late }: ReturnType<typeof findDifference>) {
  return landings.flatMap(({ says }) => says.uncovered.map((commit) => late.get(commit) ?? null));
}
