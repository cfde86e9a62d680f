import { beforeEach, expect, test } from '@jest/globals';
import { type Movement, notePushes } from '../../../src/app/landing/note-pushes.ts';
import { listPushed } from '../../../src/app/landing/pushed.ts';
import { rememberGate } from '../../../src/app/stages/gate.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { type Shop, useScene } from '../stages/scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const moved = (shop: Shop, fields: Partial<Movement> = {}): Movement => ({
  place: shop.place,
  branch: 'main',
  isDefault: true,
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  pusher: { id: 7, login: 'dana', type: 'user' },
  at: 1_000,
  guid: 'a-guid',
  mayTouchWorkflows: false,
  ...fields,
});

test('a push to a branch of which a policy speaks is noted, without the name of whoever pushed, and looked at', async () => {
  const { shop } = await scene.begun();
  const deleted = moved(shop, { before: 'b'.repeat(40), after: null, at: 2_000, guid: 'another' });
  for (let times = 0; times < 2; times += 1) await notePushes(scene.context, [moved(shop), deleted]);
  expect(await listPushed(scene.context, shop.place.repository.id)).toEqual([
    {
      repository: shop.place.repository.id,
      branch: 'main',
      isDefault: true,
      before: 'a'.repeat(40),
      after: 'b'.repeat(40),
      actor: { id: 7, type: 'user' },
      at: 1_000,
      guid: 'a-guid',
      mayTouchWorkflows: false,
    },
    expect.objectContaining({ before: 'b'.repeat(40), after: null }),
  ]);
  expect(await takeSweeps(scene)).toEqual([{ task: 'landings', place: shop.place }]);
});

test('so is one to a branch that a gate holds with the policy of another one', async () => {
  const { shop } = await scene.begun();
  const repository = shop.place.repository.id;
  await rememberGate(scene.context, { repository, base: 'release/1', branch: 'main' });
  await notePushes(scene.context, [moved(shop, { branch: 'release/1', isDefault: false })]);
  expect(await listPushed(scene.context, repository)).toMatchObject([{ branch: 'release/1' }]);
});

test('a branch without a policy is not, nor is a repository that nothing was judged in', async () => {
  const { shop } = await scene.begun();
  const unknown = await scene.shop();
  await notePushes(scene.context, [moved(shop, { branch: 'next', isDefault: false }), moved(unknown)]);
  for (const each of [shop, unknown]) expect(await listPushed(scene.context, each.place.repository.id)).toEqual([]);
  expect(await takeSweeps(scene)).toEqual([]);
});
