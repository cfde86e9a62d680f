import { expect, test } from '@jest/globals';
import { dequeuedRows } from '../../../src/app/landing/dequeued.ts';
import { listPushed, notePushed } from '../../../src/app/landing/pushed.ts';
import { tellLandings, untoldIn } from '../../../src/app/landing/tell-landings.ts';
import { type Shop, useScene } from '../stages/scene.ts';
import { later, pushedIn, told } from './landing-scene.ts';

const scene = useScene();

const dequeuedFrom = (shop: Shop) => ({
  repository: shop.place.repository.id,
  number: 4,
  head: 'a'.repeat(40),
  reason: 'manual' as const,
  actor: { id: 7, type: 'user' as const },
  guid: 'a-guid',
  at: Date.now(),
});

test('every sort is told; what is left of any of them is to be told', async () => {
  const { shop } = await scene.begun();
  const other = await scene.shop();
  await notePushed(scene.context, pushedIn(shop, {}));
  await dequeuedRows.note(scene.context, dequeuedFrom(shop));
  await dequeuedRows.note(scene.context, dequeuedFrom(other));
  const [id, otherId] = [shop, other].map(({ place }) => place.repository.id);
  expect(await untoldIn(scene.context)).toEqual(expect.arrayContaining([id, otherId]));
  await tellLandings(later(scene.context), shop.place);
  expect((await told(scene, shop)).landed).toHaveLength(1);
  const left = await untoldIn(scene.context);
  expect(left).toContain(otherId);
  expect(left).not.toContain(id);
});

test('what cannot be told keeps nothing else from being told', async () => {
  const { shop } = await scene.begun();
  await notePushed(scene.context, pushedIn(shop, {}));
  await dequeuedRows.note(scene.context, dequeuedFrom(shop));
  const { ledgers } = scene.store;
  const everyOf: typeof ledgers.everyOf = async (ledger, subject, kind) => {
    if (kind === 'event') throw new Error('no');
    return await ledgers.everyOf(ledger, subject, kind);
  };
  const broken = { ...later(scene.context), store: { ...scene.store, ledgers: { ...ledgers, everyOf } } };
  await expect(tellLandings(broken, shop.place)).rejects.toThrow('no');
  const { id } = shop.place.repository;
  expect(await listPushed(scene.context, id)).toEqual([]);
  expect(await dequeuedRows.list(scene.context, id)).toHaveLength(1);
});
