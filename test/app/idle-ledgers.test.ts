import { expect, test } from '@jest/globals';
import { compareLedgers } from '../../src/app/idle-ledgers.ts';
import { flush } from '../../src/app/stages/flush.ts';
import { waitingJobs } from '../store/fixture.ts';
import { flushing, newLedger } from './stages/bench.ts';
import { BRANCH, readActs, type Shop, useScene, verifyBranch } from './stages/scene.ts';

const scene = useScene();

const flushes = async (id: number) => await waitingJobs(scene.database, 'flush', String(id));
/** From this ledger on, and no further. */
async function compareOne(shop: Shop): Promise<number> {
  const { id } = await shop.ledger();
  await scene.database.query("delete from countersign_jobs.job where name in ('sweep', 'flush')");
  await compareLedgers(scene.context, id - 1);
  return id;
}

test('an idle ledger that is as it was needs one request and nothing else', async () => {
  const { shop } = await scene.begun();
  await scene.github.resetStats();
  const id = await compareOne(shop);
  expect((await scene.github.stats()).total).toBe(1);
  expect(await flushes(id)).toEqual([]);
});

test('one that somebody touched is noticed without an event, put right, and it is said', async () => {
  const { shop } = await scene.begun();
  const as = scene.sample.owner.login;
  await scene.github.pushCommit({
    repository: shop.name,
    branch: BRANCH,
    as,
    message: 'x\n',
    files: { 'tail/0': 'x' },
  });
  const id = await compareOne(shop);
  expect(await flushes(id)).toHaveLength(1);
  await flush(flushing(scene.context), id);
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true });
  expect(await readActs(scene.context, shop)).toContain('repair');
});

test('one that does not continue what was signed is left to the flush stage, which explains it and keeps trying', async () => {
  const { shop } = await scene.begun();
  const id = await compareOne(shop);
  await scene.github.arm({ on: '*', action: { kind: 'status', status: 502, when: 'before' }, count: 9 });
  await compareLedgers(scene.context, id - 1);
  await scene.github.disarm();
  expect(await flushes(id)).toHaveLength(1);
  expect(scene.context.compared.has(id)).toBe(false);
});

test('one whose repository is gone is nobody’s trouble', async () => {
  const { shop } = await scene.begun();
  await scene.github.deleteRepository({ repository: shop.name });
  expect(await flushes(await compareOne(shop))).toEqual([]);
});

test('many are compared a slice at a time', async () => {
  const { ledger } = await newLedger(scene.context);
  for (let more = 0; more < 30; more++) await newLedger(scene.context);
  await scene.database.query("delete from countersign_jobs.job where name = 'sweep'");
  await compareLedgers(scene.context, ledger.id - 1);
  const [job] = await waitingJobs(scene.database, 'sweep', 'ledgers');
  expect(job?.due).toBeGreaterThan(10_000);
});
