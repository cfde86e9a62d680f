import { expect, test } from '@jest/globals';
import { flush } from '../../../src/app/stages/flush.ts';
import { problemKey } from '../../../src/app/stages/ledger-record.ts';
import { flushPace } from '../../../src/app/stages/pace.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/fault.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { entryOf, flushing, restarted } from './bench.ts';
import { flushOnce, judge, readActs, readEntries, useScene, verifyBranch } from './scene.ts';

const scene = useScene();

test('a ledger is born with its genesis first, and grows by one commit a flush', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  await judge(scene.context, change);
  const born = await flushOnce(scene.context, shop);
  expect(born).toMatchObject({ pending: 0, decided: { size: 3 }, published: { size: 3 } });
  for (const n of [1, 2]) await scene.store.ledgers.add(born.id, entryOf(scene.context, born, n), []);
  const grown = await flushOnce(scene.context, shop);
  expect(grown).toMatchObject({ decided: { size: 5 }, published: { size: 5 } });
  const log = await scene.github.log({ repository: shop.name, revision: grown.branch });
  expect(log.map(({ message }) => message.split('\n')[0])).toEqual([
    'ledger: 2 entries (3–4) [skip ci]',
    'ledger: 3 entries (0–2) [skip ci]',
  ]);
  expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision', 'policy', 'policy']);
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true, root: grown.decided.root });
});

test('with nothing pending nothing is written', async () => {
  const { shop } = await scene.begun();
  const { published } = await shop.ledger();
  expect((await flushOnce(scene.context, shop)).published).toEqual(published);
});

test('times never go back, whatever the machine’s clock does', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await flushOnce({ ...scene.context, clock: { now: () => 1_000_000 } }, shop);
  const times = (await readEntries(scene.context, shop)).map(({ time }) => time);
  expect(times).toHaveLength(4);
  expect(times[3]).toBe(times[2]);
});

test('within the window the flush comes later, and nothing is decided before', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await scene.database.query("delete from countersign_jobs.job where name = 'flush'");
  await flush({ ...flushing(scene.context), pace: flushPace(10 * MINUTE) }, ledger.id);
  expect(await shop.ledger()).toMatchObject({ pending: 1, decided: { size: 3 } });
  const [job] = await waitingJobs(scene.database, 'flush', String(ledger.id));
  expect(job?.due).toBeGreaterThan(9 * MINUTE);
});

test('a ledger that another process holds is tried again in a second', async () => {
  const { ledger } = await scene.begun();
  const lease = await scene.store.ledgers.take(ledger.id, 'another process', MINUTE);
  await scene.database.query("delete from countersign_jobs.job where name = 'flush'");
  await flush(flushing(scene.context), ledger.id);
  expect(await waitingJobs(scene.database, 'flush', String(ledger.id))).toHaveLength(1);
  if (lease !== null) await scene.store.ledgers.release(lease);
});

test('while it cannot be written, whoever waits is told why; afterwards no longer', async () => {
  const { shop, change, ledger } = await scene.begun();
  const waiting = { ...entryOf(scene.context, ledger, 1), reports: change.key };
  await scene.store.ledgers.add(ledger.id, waiting, []);
  const message = [{ message: 'Resource not accessible by integration', type: 'FORBIDDEN' }];
  await scene.github.arm({ on: 'GRAPHQL createCommitOnBranch', action: { kind: 'graphql-errors', errors: message } });
  await scene.database.query("delete from countersign_jobs.job where name = 'report'");
  await expect(flushOnce(scene.context, shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  const problem = await scene.store.memory.get('ledger-problem', problemKey(ledger.id));
  expect(problem?.value).toMatchObject({ code: 'github.forbidden' });
  expect(await waitingJobs(scene.database, 'report', change.key)).toHaveLength(1);

  expect(await flushOnce(scene.context, shop)).toMatchObject({ pending: 0, published: { size: 4 } });
  expect(await scene.store.memory.get('ledger-problem', problemKey(ledger.id))).toBeNull();
});

test('a database that went back behind what this process signed is compared with the branch first', async () => {
  const { shop, ledger } = await scene.begun();
  const context = restarted(scene.context);
  await scene.store.ledgers.add(ledger.id, entryOf(context, ledger, 1), []);
  await flushOnce(context, shop);
  const { root } = (await shop.ledger()).decided;

  const set = (await scene.withEmptyDatabase()).store;
  // The same process finds an older database behind the same address.
  const older = { ...context, store: set };
  const { origin, branch, repository, installation } = ledger;
  const opened = await set.ledgers.open({ origin, branch, repository, installation });
  context.compared.set(opened.id, { confirmed: false });
  context.signed.set(opened.id, { size: 4, root });
  await set.ledgers.add(opened.id, entryOf(older, opened, 2), []);
  const adopted = await flushOnce(older, shop);
  const lost = ['genesis', 'policy', 'decision', 'policy'];
  expect(await readActs(older, shop)).toEqual([...lost, 'policy', 'adoption', 'start']);
  const { size, root: after } = adopted.decided;
  expect(await verifyBranch(older, shop)).toMatchObject({ size, root: after, problems: [] });
  await set.close();
});

test('where GitHub asks to wait nothing has failed: the job is told for how long, and no check says anything', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  const wait = new Fault('github.rate-limited', 'wait', { details: { retryAfter: 7_000 } });
  const ledgerBranch = () => {
    throw wait;
  };
  const forge = { ...scene.context.forge, ledgerBranch };
  const doing = flush(flushing({ ...scene.context, forge, compared: new Map() }), ledger.id);
  await expect(doing).rejects.toMatchObject({ code: 'github.rate-limited', details: { retryAfter: 7_000 } });
  expect(await scene.store.memory.get('ledger-problem', problemKey(ledger.id))).toBeNull();
  expect((await flushOnce(scene.context, shop)).pending).toBe(0);
});
