import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { flush } from '../../../src/app/stages/flush.ts';
import { asFault } from '../../../src/base/fault.ts';
import { type Bench, endLeases, flushing, restarted } from './bench.ts';
import { failAt } from './failing-store.ts';
import { flushOnce, readActs, useScene, verifyBranch } from './scene.ts';

/** A takeover that is killed at any call of the store, and the one that follows: taken over once, and said once. */

const scene = useScene();
let lost: Bench;
beforeAll(async () => {
  lost = await scene.withEmptyDatabase();
});
afterAll(() => lost.close());

test('the ledger is whole, and one entry says that it was taken over', async () => {
  const { context, store, database } = lost;
  let at = 1;
  for (let failed = true; failed; at += 2) {
    const { shop, ledger } = await scene.begun();
    const { id } = await store.ledgers.open(ledger);
    const failing = failAt(store, at, 'killed');
    await flush(flushing(restarted({ ...context, store: failing.store })), id).catch((error: unknown) => {
      expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
    });
    failed = failing.failed;
    await endLeases(database);
    await flushOnce(restarted(context), shop);
    const [genesis, policy, decision, adoption, ...starts] = await readActs(context, shop);
    expect([genesis, policy, decision, adoption]).toEqual(['genesis', 'policy', 'decision', 'adoption']);
    // A start may stand there twice (ledger-acts.ts); none is missing.
    expect([['start'], ['start', 'start']]).toContainEqual(starts);
    if (!failed) expect((await verifyBranch(context, shop)).problems).toEqual([]);
  }
  expect(at).toBeGreaterThan(10);
}, 60_000);
