import { expect, test } from '@jest/globals';
import { listLanded } from '../../../src/app/recovery/landed.ts';
import { isNoCommit, noteLandings } from '../../../src/app/recovery/note-landings.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { CHECK, type Shop, useScene } from '../stages/scene.ts';

const scene = useScene();

async function noted(shop: Shop, name: string, fields: { isDefault?: boolean; from?: number } = {}) {
  const ref = `refs/heads/${name}`;
  const moved = await scene.context.forge.changes.movements(shop.place, ref, 0);
  const branch = { name, tip: 'f'.repeat(40), isDefault: fields.isDefault ?? true };
  const movements = moved.known ? moved.value : [];
  await noteLandings(scene.context, shop.place, { branch, movements, from: fields.from ?? Date.now() - MINUTE });
  return (await listLanded(scene.context)).filter(({ repository }) => repository.id === shop.place.repository.id);
}

test('pushes and merges, these with their pull request; that the branch began is nothing', async () => {
  const shop = await scene.shop();
  const { owner } = scene.sample;
  const change = await shop.propose('no ticket');
  const { sha } = await scene.github.merge({ repository: shop.name, number: change.number, as: owner.login });
  const pushed = { repository: shop.name, branch: 'main', as: owner.login };
  const { oid } = await scene.github.pushCommit({ ...pushed, files: { b: 'b' } });
  const landed = await noted(shop, 'main');
  expect(landed.toSorted((a, b) => b.changes.length - a.changes.length)).toMatchObject([
    { base: 'main', after: sha, actor: owner.id, changes: [{ number: change.number, head: change.head }] },
    { base: 'main', before: sha, after: oid, changes: [] },
  ]);
  expect(await noted(shop, 'main')).toEqual(landed);
});

test('nothing of before, and of another branch only where our check is required', async () => {
  const shop = await scene.shop();
  const pushed = { repository: shop.name, branch: 'next' };
  await scene.github.pushCommit({ ...pushed, files: { a: 'a' } });
  await scene.github.pushCommit({ ...pushed, files: { b: 'b' } });
  expect(await noted(shop, 'next', { from: Date.now() + MINUTE })).toEqual([]);
  expect(await noted(shop, 'next', { isDefault: false })).toEqual([]);
  await scene.github.createRuleset({
    on: shop.name,
    name: 'next',
    include: ['refs/heads/next'],
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: CHECK.replace('main', 'next'), integration_id: scene.sample.app.appId }],
          strict_required_status_checks_policy: false,
        },
      },
    ],
  });
  expect(await noted(shop, 'next', { isDefault: false })).toHaveLength(1);
});

test('zeros are no commit', () => {
  expect(['0'.repeat(40), '0'.repeat(64), 'a0', '', '01'].map(isNoCommit)).toEqual([true, true, false, false, false]);
});
