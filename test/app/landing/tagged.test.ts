import { beforeEach, expect, test } from '@jest/globals';
import { noteTagged, type TaggedNews, taggedRows } from '../../../src/app/landing/tagged.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { type Shop, useScene } from '../stages/scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const heard = (shop: Shop, fields: Partial<TaggedNews['hint']> = {}, guid = 'a-guid'): TaggedNews => ({
  hint: {
    kind: 'tagged',
    place: shop.place,
    ref: 'refs/tags/v1',
    branch: 'main',
    before: null,
    after: 'b'.repeat(40),
    pusher: { id: 7, login: 'dana', type: 'user' },
    movedAt: 900,
    ...fields,
  },
  guid,
  at: 1_000,
});

test('a tag is noted where the default branch has a policy: neither its name nor that of whoever pushed it', async () => {
  const { shop } = await scene.begun();
  const repository = shop.place.repository.id;
  for (let times = 0; times < 2; times += 1) await noteTagged(scene.context, [heard(shop)]);
  expect(await taggedRows.list(scene.context, repository)).toEqual([
    {
      repository,
      branch: 'main',
      refDigest: sha256Hex('refs/tags/v1'),
      before: null,
      after: 'b'.repeat(40),
      actor: { id: 7, type: 'user' },
      movedAt: 900,
      guid: 'a-guid',
      at: 1_000,
    },
  ]);
  expect(await takeSweeps(scene)).toEqual([{ task: 'landings', place: shop.place }]);
});

test('an account that is gone is nobody; where no policy is known nothing is noted', async () => {
  const { shop } = await scene.begun();
  const unknown = await scene.shop();
  await noteTagged(scene.context, [heard(shop, { pusher: null }), heard(unknown, {}, 'another')]);
  expect(await taggedRows.list(scene.context, shop.place.repository.id)).toMatchObject([
    { actor: { id: 0, type: 'system' } },
  ]);
  expect(await taggedRows.list(scene.context, unknown.place.repository.id)).toEqual([]);
});
