import { beforeEach, expect, test } from '@jest/globals';
import { listPushed } from '../../../src/app/landing/pushed.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import type { Movement } from '../../../src/app/ports.ts';
import { noteMovements } from '../../../src/app/recovery/note-movements.ts';
import { SECOND } from '../../../src/base/clock.ts';
import { later, told } from '../landing/landing-scene.ts';
import { type Shop, useScene } from '../stages/scene.ts';
import { takeSweeps } from './recovery-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const [one, two, none] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)];
const note = async (shop: Shop, name: string, ...movements: readonly Movement[]) => {
  await noteMovements(scene.context, shop.place, { branch: { name, tip: two, isDefault: name === 'main' }, movements });
  return await listPushed(scene.context, shop.place.repository.id);
};
const dana = { id: 7, login: 'dana', type: 'user' } as const;
const now = (): number => Math.floor(Date.now() / SECOND) * SECOND;

test('movements of a branch with a policy are noted as pushes, each once; an account that is gone is nobody', async () => {
  const { shop } = await scene.begun();
  const at = now();
  const moved: readonly Movement[] = [
    { before: two, after: none, actor: null, at: at + SECOND },
    { before: none, after: two, actor: dana, at },
  ];
  await note(shop, 'main', ...moved);
  expect(await note(shop, 'main', ...moved)).toMatchObject([
    { before: null, after: two, actor: { id: 7, type: 'user' }, movedAt: at, isReadBack: true },
    { before: two, after: null, actor: { id: 0, type: 'system' }, movedAt: at + SECOND, isReadBack: true },
  ]);
  expect(await takeSweeps(scene)).toEqual([{ task: 'landings', place: shop.place }]);
});

test('a branch without a policy is not, and nobody is woken where nothing moved', async () => {
  const { shop } = await scene.begun();
  expect(await note(shop, 'next', { before: one, after: two, actor: dana, at: now() })).toEqual([]);
  expect(await note(shop, 'main')).toEqual([]);
  expect(await takeSweeps(scene)).toEqual([]);
});

test('what was noted is told as read back, once, however often it is read', async () => {
  const { shop } = await scene.begun();
  const moved = { before: one, after: two, actor: null, at: now() };
  for (let times = 0; times < 2; times += 1) {
    await note(shop, 'main', moved);
    await recordLandings(later(scene.context), shop.place);
    const { landed, alerts, actors, sources } = await told(scene, shop);
    expect(landed).toMatchObject([{ before: one, after: two, result: 'uncovered', uncovered: [two] }]);
    expect(alerts).toHaveLength(1);
    expect([actors, sources]).toEqual([[{ id: 0, type: 'system' }], ['read-back']]);
  }
});

test('what was pushed before any policy spoke of the branch is not told', async () => {
  const { shop } = await scene.begun();
  await note(shop, 'main', { before: one, after: two, actor: dana, at: 1_000 });
  await recordLandings(later(scene.context), shop.place);
  expect((await told(scene, shop)).landed).toEqual([]);
  expect(await listPushed(scene.context, shop.place.repository.id)).toEqual([]);
});
