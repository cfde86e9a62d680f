import { expect, test } from '@jest/globals';
import { report } from '../../../src/app/stages/report.ts';
import { sayUnjudged } from '../../../src/app/stages/unjudged.ts';
import { Fault } from '../../../src/base/fault.ts';
import { CHECK, touch, useScene } from './scene.ts';

const scene = useScene();
const fault = new Fault('github.forbidden', 'Resource not accessible by integration');

test('a green of a subject that cannot be judged any more turns red, and says why, once', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const green = await scene.github.waitForCheck({ repository: shop.name, sha: change.head, name: CHECK });
  expect(green.conclusion).toBe('success');
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'test', 60_000);
  if (lease === null) throw new Error('it cannot be taken');
  await sayUnjudged(scene.context, lease, fault);
  const red = await scene.github.waitForCheck({ repository: shop.name, sha: change.head, name: CHECK });
  expect(red).toMatchObject({ conclusion: 'failure', title: 'Could not be judged (github.forbidden)', id: green.id });
  await scene.github.resetStats();
  await sayUnjudged(scene.context, lease, fault);
  expect((await scene.github.stats()).total).toBe(0);
});

test('of a commit that was never judged nothing is said: no check passes it', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-2 new');
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'test', 60_000);
  if (lease === null) throw new Error('it cannot be taken');
  await sayUnjudged(scene.context, lease, fault);
  expect(await scene.github.checkRuns({ repository: shop.name, sha: change.head })).toEqual([]);
});
