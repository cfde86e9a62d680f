import { expect, test } from '@jest/globals';
import { comparePage } from '../../../src/app/recovery/compare-page.ts';
import { useScene } from '../stages/scene.ts';

/** Groups, checks, pushes and counts: compare.test.ts, compare-check.test.ts and compare-pushes.test.ts. */

const scene = useScene();

test('what nobody heard of is judged, and the next page begins where this one says', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  const page = await scene.context.forge.changes.openChecks(shop.place, null);
  expect(await comparePage(scene.context, shop.place, { ...page, next: 'cursor' })).toBe('cursor');
  expect(await comparePage(scene.context, shop.place, { ...page, changes: [] })).toBeNull();
  expect((await scene.store.subjects.read(change.key))?.generation).toBe(1);
});
