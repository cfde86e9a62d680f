import { beforeAll, expect, test } from '@jest/globals';
import { subjectText } from '../../../src/app/stages/known-policies.ts';
import { type About, subjectAt, tell } from '../../../src/app/unseen/tell.ts';
import type { Json } from '../../../src/base/json.ts';
import type { Shop } from '../stages/scene.ts';
import { flushOnce, useScene, verifyBranch } from '../stages/scene.ts';

const scene = useScene();
let shop: Shop;
beforeAll(async () => {
  ({ shop } = await scene.begun());
});

const aboutOf = async (name: string): Promise<About> => ({ place: shop.place, ledger: await shop.ledger(), name });
const showing = (document: Json) => ({ code: 'thing.seen', shown: { part: 'thing', document } });
const every = async (about: About) =>
  await scene.store.ledgers.everyOf(about.ledger.id, subjectText(subjectAt(scene.context, about)), 'event');

test('what there is to say is told after what was told before, and nothing is said of nothing', async () => {
  const about = await aboutOf('thing:1');
  const { now: first, before } = await tell(scene.context, about, (last) => (last === null ? showing({ a: 1 }) : null));
  expect([first?.code, first?.document, before]).toEqual(['thing.seen', { a: 1 }, null]);
  expect(await tell(scene.context, about, () => null)).toEqual({ now: first, before: null });
  const later = await tell(scene.context, about, () => ({ code: 'thing.gone', environment: 'x', shown: null }));
  expect(later).toMatchObject({ now: { code: 'thing.gone', document: null }, before: { id: first?.id } });
  // Whoever died before the next step finds both.
  expect(await tell(scene.context, about, () => null)).toEqual(later);
  const entries = await every(about);
  expect(entries.map(({ n }) => n)).toEqual([1, 2]);
  expect(entries[0]?.statement).toMatchObject({
    predicate: { countersign: { actor: { id: 0, type: 'system' }, source: 'sweep', deliveries: [] } },
  });
});

test('two who find it at once tell it once', async () => {
  const about = await aboutOf('thing:2');
  const say = (last: unknown) => (last === null ? showing({ b: 2 }) : null);
  const told = await Promise.all([1, 2, 3].map(async () => await tell(scene.context, about, say)));
  expect(new Set(told.map(({ now }) => now?.id)).size).toBe(1);
  expect(await every(about)).toHaveLength(1);
});

test('of what was erased it is known that it was told, and not what', async () => {
  const about = await aboutOf('thing:3');
  const secret = { name: 'a secret environment' };
  await tell(scene.context, about, () => showing(secret));
  await scene.database.query("delete from countersign.evidence where document like '%a secret environment%'");
  expect(await tell(scene.context, about, () => null)).toMatchObject({ now: { code: 'thing.seen', document: null } });
});

test('things have names of their own, and what is told of them stands in a ledger that verifies', async () => {
  const [one, other] = [await aboutOf('thing:1'), await aboutOf('thing:2')];
  expect(subjectAt(scene.context, one)).not.toEqual(subjectAt(scene.context, other));
  await flushOnce(scene.context, shop);
  expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
});
