import { expect, test } from '@jest/globals';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { rememberedOf } from '../../../src/app/stages/remembered.ts';
import { report } from '../../../src/app/stages/report.ts';
import { judgeGroup, openQueueShop, type Queued, runGroup } from './queue-scene.ts';
import { useScene } from './scene.ts';

const scene = useScene();

const isHeldBack = async ({ key }: Queued) =>
  rememberedOf((await scene.store.subjects.read(key))?.verdict?.verdict).isHeldBack;

test('who stands behind a refused pull request fails after it, one after the other', async () => {
  const shop = await openQueueShop(scene, { grouping_strategy: 'HEADGREEN' });
  const queue = [await shop.queue('SHOP-1'), await shop.queue('SHOP-2'), await shop.queue('SHOP-3')];
  const [first, second, third] = queue as [Queued, Queued, Queued];
  for (const each of queue) await runGroup(scene.context, shop, each);
  const conclusions = async () =>
    await Promise.all(
      queue.map(async ({ group }) => {
        const [run] = await scene.github.checkRuns({ repository: shop.name, sha: group.head });
        return run?.conclusion;
      }),
    );
  expect(await conclusions()).toEqual(['success', 'success', 'success']);
  await shop.retitle(first.change, 'no ticket');
  // The last hears of it first.
  for (const each of [third, second]) await judgeGroup(scene.context, each);
  for (const each of [third, second]) await report(scene.context, each.key);
  expect([await isHeldBack(third), await isHeldBack(second)]).toEqual([true, true]);
  expect(await conclusions()).toEqual(['success', null, null]);
  await judgeGroup(scene.context, first);
  expect(await isHeldBack(first)).toBe(false);
  await report(scene.context, first.key);
  // Its report has touched the others; the last still waits for the one between.
  for (const each of [third, second]) await evaluate(scene.context, each.key);
  expect([await isHeldBack(third), await isHeldBack(second)]).toEqual([true, false]);
  await report(scene.context, second.key);
  await evaluate(scene.context, third.key);
  await report(scene.context, third.key);
  expect(await conclusions()).toEqual(['failure', 'failure', 'failure']);
}, 30_000);

test('nobody is held back for a group that GitHub does not ask about, and its own fault counts at once', async () => {
  const shop = await openQueueShop(scene, { grouping_strategy: 'HEADGREEN' });
  const [first, second] = [await shop.queue('no ticket'), await shop.queue('SHOP-2')];
  await judgeGroup(scene.context, second);
  expect(await isHeldBack(second)).toBe(false);
  await judgeGroup(scene.context, first);
  await judgeGroup(scene.context, second);
  expect(await isHeldBack(second)).toBe(true);
  await shop.retitle(second.change, 'none either');
  await judgeGroup(scene.context, second);
  expect(await isHeldBack(second)).toBe(false);
});

test('one that is being judged while the group before it fails is judged again: it may have looked a moment too early', async () => {
  const shop = await openQueueShop(scene, { grouping_strategy: 'HEADGREEN' });
  const [first, second] = [await shop.queue('SHOP-1'), await shop.queue('SHOP-2')];
  for (const each of [first, second]) await runGroup(scene.context, shop, each);
  await shop.retitle(first.change, 'no ticket');
  const stored = await scene.store.subjects.read(second.key);
  if (stored === null) throw new Error('nobody has judged it');
  await scene.store.subjects.touch([{ subject: stored.subject, guids: [], priority: 0 }]);
  await judgeGroup(scene.context, first);
  await report(scene.context, first.key);
  expect(await scene.store.subjects.read(second.key)).toMatchObject({
    judged: stored.judged,
    generation: stored.generation + 2,
  });
}, 30_000);
