import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gatherStory } from '../../../../src/app/archive/trace/gather-story.ts';
import { ofRepository } from '../../../../src/ledger/trace/one-repository.ts';
import type { Asked } from '../../../../src/ledger/trace/scope.ts';
import { tellEach } from '../../../../src/ledger/trace/tell-each.ts';
import type { LedgerState } from '../../../../src/store/store.ts';
import { RandomScene } from '../../../ledger/trace/random-scene.ts';
import { api, commits, webScene } from '../../../ledger/trace/scene.ts';
import { type Bench, openBench } from '../../stages/bench.ts';
import { archiveScene, knowNothing } from './traced-archive.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

describe('read is what a story needs, as if all of the ledger were read', () => {
  let ledger: LedgerState;
  beforeAll(async () => {
    ledger = await archiveScene(bench, webScene());
  }, 60_000);

  test.each<Asked>([
    { is: 'change', number: 42 },
    { is: 'change', number: 43 },
    { is: 'ticket', key: 'SHOP-412' },
    { is: 'deployment', id: 1234 },
    { is: 'deployment', id: 1240 },
    { is: 'commit', prefix: commits.part.slice(0, 7) },
    { is: 'commit', prefix: commits.head },
    { is: 'commit', prefix: commits.hotfix },
  ])('%j', async (asked) => {
    const expected = tellEach(asked, webScene().traced());
    expect(expected.length).toBeGreaterThan(4);
    expect(await gatherStory(await knowNothing(bench, ledger), asked)).toEqual(expected);
  });

  test('nothing is recorded', async () => {
    expect(await gatherStory(await knowNothing(bench, ledger), { is: 'change', number: 9_999 })).toEqual([]);
    const elsewhere = await knowNothing(bench, ledger, 'acme/none');
    expect(await gatherStory(elsewhere, { is: 'change', number: 42 })).toEqual([]);
  });
});

test('which of several repositories, has to be said', async () => {
  const scene = webScene();
  scene.repository = api;
  scene.decide(commits.head, { change: 42 });
  const ledger = await archiveScene(bench, scene);
  const asked: Asked = { is: 'change', number: 42 };
  await expect(gatherStory(await knowNothing(bench, ledger), asked)).rejects.toThrow('acme/api, acme/web');
  expect(await gatherStory(await knowNothing(bench, ledger, 'ACME/web'), asked)).toEqual(
    tellEach(asked, webScene().traced()),
  );
});

describe('whatever happened', () => {
  test.each([1, 2, 3])(
    'in history %d',
    async (seed) => {
      const random = new RandomScene(seed, 90);
      const ledger = await archiveScene(bench, random.scene);
      const entries = ofRepository(random.scene.traced(), 'acme/web');
      const asked: readonly Asked[] = [
        ...[...random.changes].map((number): Asked => ({ is: 'change', number })),
        ...random.landed.map((prefix): Asked => ({ is: 'commit', prefix })),
        ...random.deployments.map((id): Asked => ({ is: 'deployment', id })),
      ];
      let told = 0;
      for (const each of asked) {
        const expected = tellEach(each, entries);
        const lines = await gatherStory(await knowNothing(bench, ledger, 'acme/web'), each);
        expect({ each, lines: lines.map(brief) }).toEqual({ each, lines: expected.map(brief) });
        told += lines.length;
      }
      expect(told).toBeGreaterThan(asked.length * 3);
    },
    60_000,
  );
});

const brief = ({ entry, isReplacement }: ReturnType<typeof tellEach>[number]): string =>
  `${entry.index}${isReplacement ? ' takes its place' : ''}`;
