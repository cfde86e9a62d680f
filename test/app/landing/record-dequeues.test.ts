import { expect, test } from '@jest/globals';
import { type Dequeued, dequeuedRows } from '../../../src/app/landing/dequeued.ts';
import { recordDequeues } from '../../../src/app/landing/record-dequeues.ts';
import { type Json, objectOf } from '../../../src/base/json.ts';
import { flushOnce, readEntries, type Shop, useScene, verifyBranch } from '../stages/scene.ts';

const scene = useScene();

async function tell(shop: Shop, fields: Partial<Dequeued> = {}): Promise<void> {
  await dequeuedRows.note(scene.context, {
    repository: shop.place.repository.id,
    number: 4,
    head: 'a'.repeat(40),
    reason: 'ci-timeout',
    actor: { id: 7, type: 'user' },
    guid: 'first-time',
    at: Date.now(),
    ...fields,
  });
  await recordDequeues(scene.context, shop.place);
}

async function events(shop: Shop): Promise<readonly Json[]> {
  await flushOnce(scene.context, shop);
  const told = (await readEntries(scene.context, shop)).filter(({ kind }) => kind === 'event');
  return told.map(({ statement }) => {
    const { countersign, countersign_event: said } = objectOf(statement['predicate']);
    const { actor, deliveries } = objectOf(countersign);
    return { said, actor, deliveries, subject: statement['subject'] } as unknown as Json;
  });
}

test('it is told with its reason and who took it out, once; what leaves again is told again', async () => {
  const { shop } = await scene.begun();
  for (let times = 0; times < 2; times += 1) await tell(shop);
  await tell(shop, { guid: 'second-time', reason: 'manual', actor: { id: 8, type: 'bot' } });
  expect(await events(shop)).toMatchObject([
    {
      said: { event: 'queue', code: 'queue.dequeued', reason: 'ci-timeout', change: 4 },
      actor: { id: 7, type: 'user' },
      deliveries: ['first-time'],
      subject: [{ digest: { gitCommit: 'a'.repeat(40) } }],
    },
    { said: { reason: 'manual' }, actor: { id: 8, type: 'bot' }, deliveries: ['second-time'] },
  ]);
  expect(await dequeuedRows.list(scene.context, shop.place.repository.id)).toEqual([]);
  expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
});

test('two processes that tell of the same tell of each once', async () => {
  const { shop } = await scene.begun();
  const { ledgers } = scene.store;
  let isFirst = true;
  const everyOf: typeof ledgers.everyOf = async (...of) => {
    const known = await ledgers.everyOf(...of);
    if (isFirst) {
      isFirst = false;
      await tell(shop, { guid: 'faster' });
    }
    return known;
  };
  const slow = { ...scene.context, store: { ...scene.store, ledgers: { ...ledgers, everyOf } } };
  await dequeuedRows.note(scene.context, {
    repository: shop.place.repository.id,
    number: 4,
    head: 'a'.repeat(40),
    reason: 'manual',
    guid: 'slower',
    actor: { id: 7, type: 'user' },
    at: 1,
  });
  await recordDequeues(slow, shop.place);
  expect((await events(shop)).map((each) => objectOf(each)['deliveries'])).toEqual([['slower'], ['faster']]);
});
