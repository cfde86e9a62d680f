import { expect, test } from '@jest/globals';
import { wasGuarded } from '../../../src/app/landing/guarded.ts';
import { useScene } from '../stages/scene.ts';

const scene = useScene();

test('a branch is guarded from the first policy that speaks of it, and no other branch is', async () => {
  const before = Date.now();
  const { shop, ledger } = await scene.begun();
  const moved = { repository: shop.place.repository.id, base: 'main', at: Date.now() };
  expect(await wasGuarded(scene.context, ledger, moved)).toBe(true);
  expect(await wasGuarded(scene.context, ledger, { ...moved, at: before - 60_000 })).toBe(false);
  expect(await wasGuarded(scene.context, ledger, { ...moved, base: 'next' })).toBe(false);
  expect(await wasGuarded(scene.context, ledger, { ...moved, repository: moved.repository + 1 })).toBe(false);
});
