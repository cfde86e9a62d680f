import { beforeEach, expect, test } from '@jest/globals';
import { type DequeuedNews, dequeuedRows, noteDequeued } from '../../../src/app/landing/dequeued.ts';
import { rememberGate } from '../../../src/app/stages/gate.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { type Shop, useScene } from '../stages/scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const heard = (shop: Shop, fields: Partial<DequeuedNews['hint']> = {}): DequeuedNews => ({
  hint: {
    kind: 'dequeued',
    place: shop.place,
    branch: 'main',
    number: 4,
    head: 'a'.repeat(40),
    reason: 'ci-failure',
    by: { id: 7, login: 'dana', type: 'user' },
    ...fields,
  },
  guid: `guid-of-${fields.branch ?? 'main'}`,
  at: 1_000,
});

test('one that left the queue of a branch with a policy is noted, without the name of whoever took it out', async () => {
  const { shop } = await scene.begun();
  const repository = shop.place.repository.id;
  for (let times = 0; times < 2; times += 1) await noteDequeued(scene.context, [heard(shop)]);
  expect(await dequeuedRows.list(scene.context, repository)).toEqual([
    {
      repository,
      number: 4,
      head: 'a'.repeat(40),
      reason: 'ci-failure',
      guid: 'guid-of-main',
      at: 1_000,
      actor: { id: 7, type: 'user' },
    },
  ]);
  expect(await takeSweeps(scene)).toEqual([{ task: 'landings', place: shop.place }]);
});

test('of a branch without a policy nothing is; of one that a gate holds with the policy of another it is', async () => {
  const { shop } = await scene.begun();
  const repository = shop.place.repository.id;
  await noteDequeued(scene.context, [heard(shop, { branch: 'release/1' }), heard(await scene.shop())]);
  expect(await dequeuedRows.list(scene.context, repository)).toEqual([]);
  expect(await takeSweeps(scene)).toEqual([]);
  await rememberGate(scene.context, { repository, base: 'release/1', branch: 'main' });
  await noteDequeued(scene.context, [heard(shop, { branch: 'release/1' })]);
  expect(await dequeuedRows.list(scene.context, repository)).toHaveLength(1);
});
