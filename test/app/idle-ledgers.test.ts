import { expect, test } from '@jest/globals';
import { compareLedgers } from '../../src/app/idle-ledgers.ts';
import { flush } from '../../src/app/stages/flush.ts';
import { waitingJobs } from '../store/fixture.ts';
import { flushing, newLedger, restarted } from './stages/bench.ts';
import { BRANCH, readActs, type Shop, useScene, verifyBranch } from './stages/scene.ts';

const scene = useScene();

const flushes = async (id: number) => await waitingJobs(scene.database, 'flush', String(id));
/** From this ledger on, and no further. */
async function compareOne(shop: Shop, context = scene.context): Promise<number> {
  const { id } = await shop.ledger();
  await scene.database.query("delete from countersign_jobs.job where name in ('sweep', 'flush')");
  await compareLedgers(context, id - 1);
  return id;
}
const looks = [
  ['after a start', () => restarted(scene.context)],
  ['an hour later', () => scene.context],
] as const;

test.each(looks)('%s an idle ledger that is as it was needs two requests and nothing else', async (_when, context) => {
  const { shop } = await scene.begun();
  await scene.github.resetStats();
  const id = await compareOne(shop, context());
  expect((await scene.github.stats()).total).toBe(2);
  expect(await flushes(id)).toEqual([]);
});

test('an hour later nobody who judges waits for the look', async () => {
  const { shop, ledger } = await scene.begun();
  const lease = await scene.store.ledgers.take(ledger.id, 'a flush', 60_000);
  await compareOne(shop);
  if (lease !== null) await scene.store.ledgers.release(lease);
  expect(scene.context.compared.has(ledger.id)).toBe(true);
  expect(await flushes(ledger.id)).toEqual([]);
});

test.each(looks)('%s one that somebody touched is noticed without an event, and put right', async (_when, context) => {
  const { shop } = await scene.begun();
  const as = scene.sample.owner.login;
  await scene.github.pushCommit({
    repository: shop.name,
    branch: BRANCH,
    as,
    message: 'x\n',
    files: { 'tail/0': 'x' },
  });
  const id = await compareOne(shop, context());
  expect(await flushes(id)).toHaveLength(1);
  await flush(flushing(scene.context), id);
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true });
  expect(await readActs(scene.context, shop)).toEqual(expect.arrayContaining(['repair', 'alert']));
});

test('where a flush publishes during the look, its commit is nobody else’s', async () => {
  const { shop, ledger } = await scene.begun();
  const before = ledger.published.head;
  // The look began with what the database said before the flush.
  const list = async () => [{ ...ledger, published: { ...ledger.published, head: 'f'.repeat(40) } }];
  const store = { ...scene.store, ledgers: { ...scene.store.ledgers, list } };
  await compareLedgers({ ...scene.context, store }, 0);
  expect((await shop.ledger()).published.head).toBe(before);
  expect((await shop.ledger()).pending).toBe(0);
});

test('a ledger whose branch a newer one has is not compared with it', async () => {
  const { shop, ledger } = await scene.begun();
  const { installation, repository } = shop.place;
  const origin = `${ledger.origin}.2`;
  await scene.store.ledgers.open({ installation, repository, origin, branch: BRANCH, generation: 2 });
  await scene.database.query('update countersign.ledger set ended_by = $2, published_head = $3 where id = $1', [
    ledger.id,
    origin,
    'f'.repeat(40),
  ]);
  const list = async () => [{ ...ledger, endedBy: origin }];
  await scene.github.resetStats();
  await compareLedgers({ ...scene.context, store: { ...scene.store, ledgers: { ...scene.store.ledgers, list } } }, 0);
  expect((await scene.github.stats()).total).toBe(0);
});

test('one that does not continue what was signed is left to the flush stage, which explains it and keeps trying', async () => {
  const { shop } = await scene.begun();
  const id = await compareOne(shop);
  const started = restarted(scene.context);
  await scene.github.arm({ on: '*', action: { kind: 'status', status: 502, when: 'before' }, count: 9 });
  await compareLedgers(started, id - 1);
  expect(await flushes(id)).toHaveLength(1);
  expect(started.compared.has(id)).toBe(false);
  // An hour later it is no news that GitHub is down.
  await compareOne(shop);
  await scene.github.disarm();
  expect(await flushes(id)).toEqual([]);
});

test('one whose repository is gone is nobody’s trouble', async () => {
  const { shop } = await scene.begun();
  await scene.github.deleteRepository({ repository: shop.name });
  expect(await flushes(await compareOne(shop, restarted(scene.context)))).toEqual([]);
});

test('many are compared a slice at a time', async () => {
  const { ledger } = await newLedger(scene.context);
  for (let more = 0; more < 30; more++) await newLedger(scene.context);
  await scene.database.query("delete from countersign_jobs.job where name = 'sweep'");
  await compareLedgers(scene.context, ledger.id - 1);
  const [job] = await waitingJobs(scene.database, 'sweep', 'ledgers');
  expect(job?.due).toBeGreaterThan(10_000);
});
