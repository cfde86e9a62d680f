import { expect, test } from '@jest/globals';
import { hasPolicy, wasGuarded } from '../../../src/app/landing/guarded.ts';
import { rememberGate } from '../../../src/app/stages/gate.ts';
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

test('a policy is known where something was judged, of that branch, and of a branch that takes its policy from it', async () => {
  const { shop } = await scene.begun();
  const repository = shop.place.repository.id;
  expect(await hasPolicy(scene.context, { repository, branch: 'main' })).toBe(true);
  expect(await hasPolicy(scene.context, { repository, branch: 'next' })).toBe(false);
  await rememberGate(scene.context, { repository, base: 'next', branch: 'main' });
  expect(await hasPolicy(scene.context, { repository, branch: 'next' })).toBe(true);
  expect(await hasPolicy(scene.context, { repository: repository + 1, branch: 'main' })).toBe(false);
});
