import { expect, test } from '@jest/globals';
import { isShown, recallOldName } from '../../../src/app/stages/old-name.ts';
import type { Lease } from '../../../src/store/store.ts';
import { CHECK, type Change, runThrough, type Shop, touch, useScene } from './scene.ts';

const scene = useScene();

/** A green pull request on `main`, and the lease of whoever judges it next. */
async function green(isShared = false): Promise<{ shop: Shop; change: Change; lease: Lease }> {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1');
  await runThrough(scene.context, { shop, change });
  if (isShared) {
    const as = scene.sample.owner.login;
    await scene.github.moveRef({ repository: shop.name, ref: 'refs/heads/again', oid: change.head, as });
    await runThrough(scene.context, { shop, change: await shop.open('again', 'SHOP-2') });
  }
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'a-test', 60_000);
  if (lease === null) throw new Error('no lease');
  return { shop, change, lease };
}

const conclusionOf = async (shop: Shop, { head }: Change): Promise<string | null | undefined> =>
  (await scene.github.checkRuns({ repository: shop.name, sha: head }))[0]?.conclusion;

const OTHER = 'countersign: trunk';

test('another name on the same base: the old green is recalled', async () => {
  const { shop, change, lease } = await green();
  await recallOldName(scene.context, lease, { head: change.head, base: 'main', checkName: CHECK });
  expect(await conclusionOf(shop, change)).toBe('success');
  await recallOldName(scene.context, lease, { head: change.head, base: 'main', checkName: OTHER });
  expect(await conclusionOf(shop, change)).toBeNull();
});

test('another base alone recalls nothing, unless the old name was a gate’s', async () => {
  const { shop, change, lease } = await green();
  const moved = { head: change.head, base: 'next', checkName: 'countersign: next' };
  await recallOldName(scene.context, lease, moved);
  expect(await conclusionOf(shop, change)).toBe('success');
  const last = lease.last === null ? null : { ...lease.last, base: 'release/1' };
  await recallOldName(scene.context, { ...lease, last }, moved);
  expect(await conclusionOf(shop, change)).toBeNull();
});

test('what another head says, and what another pull request still says under the name, stays', async () => {
  const alone = await green();
  await recallOldName(scene.context, alone.lease, { head: 'f'.repeat(40), base: 'main', checkName: OTHER });
  expect(await conclusionOf(alone.shop, alone.change)).toBe('success');
  const shared = await green(true);
  await recallOldName(scene.context, shared.lease, { head: shared.change.head, base: 'main', checkName: OTHER });
  expect(await conclusionOf(shared.shop, shared.change)).toBe('success');
});

test('a run of ours is shown under the name that it has', async () => {
  const { change, lease } = await green();
  const { head } = change;
  expect(await isShown(scene.context, lease.subject, { head, checkName: CHECK })).toBe(true);
  expect(await isShown(scene.context, lease.subject, { head, checkName: OTHER })).toBe(false);
});
