import { expect, test } from '@jest/globals';
import { ABOUT_TO_CREATE, existingRun } from '../../../src/app/stages/existing-run.ts';
import { report } from '../../../src/app/stages/report.ts';
import { CHECK, useScene } from './scene.ts';

const scene = useScene();

test('a run that is known is not asked for', async () => {
  const { place } = await scene.shop();
  await scene.github.resetStats();
  expect(await existingRun(scene.context, place, { runId: 5, head: 'a'.repeat(40), checkName: CHECK })).toBe(5);
  expect((await scene.github.stats()).total).toBe(0);
});

test('one that may have been created is found by its name, or not at all', async () => {
  const { shop, change } = await scene.begun();
  const mark = { runId: ABOUT_TO_CREATE, head: change.head, checkName: CHECK };
  expect(await existingRun(scene.context, shop.place, mark)).toBeNull();
  await report(scene.context, change.key);
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(await existingRun(scene.context, shop.place, mark)).toBe(run?.id);
  expect(await existingRun(scene.context, shop.place, { ...mark, checkName: 'countersign: next' })).toBeNull();
});
