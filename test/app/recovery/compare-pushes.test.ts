import { expect, test } from '@jest/globals';
import { comparePushes } from '../../../src/app/recovery/compare-pushes.ts';
import { useScene } from '../stages/scene.ts';

const scene = useScene();

test('a push of which no webhook told is recorded with whoever pushed, once', async () => {
  const shop = await scene.shop();
  const { dana } = scene.sample;
  await scene.github.setCollaborator({ repository: shop.name, user: dana.login, permission: 'write' });
  const pushed = { repository: shop.name, branch: 'main', as: dana.login };
  const { oid } = await scene.github.pushCommit({ ...pushed, files: { a: 'a' } });
  const first = await comparePushes(scene.context, shop.place, 'main');
  expect(first).toBeGreaterThan(0);
  const { id } = shop.place.repository;
  expect(await scene.store.pushes.touching(id, [oid])).toMatchObject([
    { ref: 'refs/heads/main', after: oid, pusher: { id: dana.id, login: dana.login } },
  ]);
  expect(await comparePushes(scene.context, shop.place, 'main')).toBe(0);
});

test('what a webhook told is not recorded again', async () => {
  const shop = await scene.shop();
  const { oid } = await scene.github.pushCommit({ repository: shop.name, branch: 'main', files: { a: 'a' } });
  const known = await scene.context.forge.changes.activity(shop.place, 'refs/heads/main');
  const [newest] = known.known ? known.value : [];
  const { id } = shop.place.repository;
  const told = { repository: id, ref: 'refs/heads/main', before: newest?.before ?? '', after: oid, commits: [oid] };
  await scene.store.deliveries.dispatched({
    deliveries: [],
    pushes: [{ ...told, pusher: { id: 1, type: 'user' }, at: 1, guid: 'a-webhook' }],
    touched: [],
  });
  await comparePushes(scene.context, shop.place, 'main');
  expect((await scene.store.pushes.touching(id, [oid])).map(({ guid }) => guid)).toEqual(['a-webhook']);
});
