import { expect, test } from '@jest/globals';
import { listPushed } from '../../../src/app/landing/pushed.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import { comparePushes, type Unwatched } from '../../../src/app/recovery/compare-pushes.ts';
import { listLanded } from '../../../src/app/recovery/landed.ts';
import { policyKey } from '../../../src/app/stages/last-policy.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { later, told } from '../landing/landing-scene.ts';
import { type Shop, useScene } from '../stages/scene.ts';

const scene = useScene();
const lost: Unwatched = { from: null };

async function compared({ place }: Shop, unwatched: Unwatched = lost): Promise<number> {
  const { branches, pushedAt } = await scene.context.forge.changes.openChecks(place, null);
  const [branch] = branches;
  if (branch === undefined) throw new Error('there is no branch');
  return await comparePushes(scene.context, place, { branch, unwatched, pushedAt });
}

test('a push of which no webhook told is recorded with whoever pushed, once', async () => {
  const shop = await scene.shop();
  const { dana } = scene.sample;
  await scene.github.setCollaborator({ repository: shop.name, user: dana.login, permission: 'write' });
  const pushed = { repository: shop.name, branch: 'main', as: dana.login };
  const { oid } = await scene.github.pushCommit({ ...pushed, files: { a: 'a' } });
  expect(await compared(shop)).toBeGreaterThan(0);
  const { id } = shop.place.repository;
  expect(await scene.store.pushes.touching(id, [oid])).toMatchObject([
    { ref: 'refs/heads/main', after: oid, pusher: { id: dana.id, login: dana.login } },
  ]);
  // Of what they touched nobody told, either: no policy that was read before is used again (stages/last-policy.ts).
  expect(await scene.store.memory.get('policy-changed', policyKey(shop.place, 'main'))).not.toBeNull();
  await scene.github.resetStats();
  expect(await compared(shop)).toBe(0);
  // A branch that stands where it stood costs nothing.
  expect((await scene.github.stats()).byRoute['GET /repos/{owner}/{repo}/activity']).toBeUndefined();
  await scene.github.pushCommit({ ...pushed, files: { b: 'b' } });
  expect(await compared(shop, null)).toBe(1);
});

test('a branch that was never looked at is only remembered while everything is watched', async () => {
  const shop = await scene.shop();
  await scene.github.resetStats();
  expect(await compared(shop, null)).toBe(0);
  expect((await scene.github.stats()).total).toBe(1);
  expect(await compared(shop, { from: Date.now() + 24 * HOUR })).toBe(0);
});

test('what a webhook told is not recorded again', async () => {
  const shop = await scene.shop();
  const { oid } = await scene.github.pushCommit({ repository: shop.name, branch: 'main', files: { a: 'a' } });
  const known = await scene.context.forge.changes.activity(shop.place, 'refs/heads/main');
  const [newest] = known.known ? known.value : [];
  const { id } = shop.place.repository;
  const heard = { repository: id, ref: 'refs/heads/main', before: newest?.before ?? '', after: oid, commits: [oid] };
  await scene.store.deliveries.dispatched({
    deliveries: [],
    pushes: [{ ...heard, pusher: { id: 1, type: 'user' }, at: 1, guid: 'a-webhook' }],
    touched: [],
  });
  await compared(shop);
  expect((await scene.store.pushes.touching(id, [oid])).map(({ guid }) => guid)).toEqual(['a-webhook']);
});

test('what somebody moved whom GitHub no longer knows is nobody’s push, but it landed', async () => {
  const shop = await scene.shop();
  const ghost = await scene.github.createUser({ login: `ghost-${shop.place.repository.id}` });
  await scene.github.setCollaborator({ repository: shop.name, user: ghost.login, permission: 'write' });
  const { oid } = await scene.github.pushCommit({
    repository: shop.name,
    branch: 'main',
    as: ghost.login,
    files: { a: 'a' },
  });
  await scene.github.deleteUser({ login: ghost.login });
  await compared(shop);
  expect(await scene.store.pushes.touching(shop.place.repository.id, [oid])).toEqual([]);
  expect((await listLanded(scene.context)).filter(({ after }) => after === oid)).toMatchObject([{ actor: null }]);
});

test('a push that nobody told of is to be told in the ledger, one that was told is told once', async () => {
  const { shop } = await scene.begun();
  await scene.github.pushCommit({
    repository: shop.name,
    branch: 'main',
    files: { 'lost.txt': 'lost' },
    bypassRules: true,
  });
  const before = Date.now();
  const { id } = shop.place.repository;
  await compared(shop, { from: before - HOUR });
  const noted = await listPushed(scene.context, id);
  expect(noted.every(({ isReadBack }) => isReadBack)).toBe(true);
  expect(noted.filter(({ after }) => after === null)).toEqual([]);
  await recordLandings(later(scene.context), shop.place);
  const { landed } = await told(scene, shop);
  expect(landed.at(-1)).toMatchObject({ how: 'push', result: 'uncovered' });
  // Whatever is read again (a database that was lost knows of nothing) is there already.
  await scene.store.memory.forget('branch-activity', `${id}:`);
  await compared(shop, { from: before - HOUR });
  expect((await listPushed(scene.context, id)).length).toBeGreaterThan(0);
  await recordLandings(later(scene.context), shop.place);
  expect((await told(scene, shop)).landed).toEqual(landed);
});
