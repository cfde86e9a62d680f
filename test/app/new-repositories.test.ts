import { beforeEach, expect, test } from '@jest/globals';
import { judgeRepositories } from '../../src/app/new-repositories.ts';
import type { Place } from '../../src/app/ports.ts';
import { takeSweeps } from './recovery/recovery-scene.ts';
import { type Change, useScene } from './stages/scene.ts';

/** As jobs, with repositories that are gone and with merge groups: test/app/sweep.test.ts. */

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const isKnown = async ({ key }: Change): Promise<boolean> => {
  const [waiting] = await scene.database.query('select 1 from countersign.backlog where key = $1', [key]);
  return waiting !== undefined || (await scene.store.subjects.read(key)) !== null;
};

test('ten repositories cost one request; one with more than a few pull requests comes by itself', async () => {
  const shops = await Promise.all(Array.from({ length: 3 }, async () => await scene.shop()));
  const [first, second] = [await shops[0]?.propose('SHOP-1'), await shops[1]?.propose('SHOP-2')];
  for (let at = 0; at < 6; at += 1) await shops[2]?.propose(`SHOP-${at}`);
  const places: readonly Place[] = shops.map(({ place }) => place);
  await scene.github.resetStats();
  const installation = scene.sample.app.installationId;
  await judgeRepositories(scene.context, { task: 'repositories', installation, places });
  expect((await scene.github.stats()).byRoute).toMatchObject({ 'GRAPHQL query OpenChecks': 1 });
  expect([first, second].map((change) => change !== undefined)).toEqual([true, true]);
  for (const change of [first, second]) expect(await isKnown(change as Change)).toBe(true);
  expect((await takeSweeps(scene)).filter(({ task }) => task === 'repositories')).toEqual([
    { task: 'repositories', installation, places: [places[2]] },
  ]);
});

test('a long list is read ten at a time, those that somebody pushed to last first', async () => {
  // GitHub tells the time of a push in whole seconds.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const shop = await scene.shop();
  const { installation } = shop.place;
  await judgeRepositories(scene.context, { task: 'repositories', installation, places: null });
  const batches = (await takeSweeps(scene)).flatMap((task) =>
    task.task === 'repositories' ? [task.places ?? []] : [],
  );
  const held = await scene.context.forge.repositories.ofInstallation(installation);
  expect(batches.flat()).toHaveLength(held.length);
  expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(10);
  expect(held.slice(0, 1)).toEqual([shop.place]);
});
