import { expect, test } from '@jest/globals';
import { flush } from '../../../src/app/stages/flush.ts';
import { asFault } from '../../../src/base/fault.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { endLeases, entryOf, flushing, restarted } from './bench.ts';
import { type Failure, failAt } from './failing-store.ts';
import { judge, readActs, readEntries, useScene, verifyBranch } from './scene.ts';

/** A flush that fails at any call of the store, and the one that follows: nothing twice, nothing lost, one root. */

const scene = useScene();

/** Once with the failure, once more as the queue would. False: there was nothing left to fail. */
async function flushTwice(ledger: LedgerState, at: number, failure: Failure): Promise<boolean> {
  const failing = failAt(scene.store, at, failure);
  const context = { ...restarted(scene.context), store: failing.store };
  await flush(flushing(context), ledger.id).catch((error: unknown) => {
    expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
  });
  await endLeases(scene.database);
  await flush(flushing(restarted(scene.context)), ledger.id);
  return failing.failed;
}

test.each<Failure>(['unheard', 'killed'])(
  '%s: every entry stands on the branch once, and who waited is reported',
  async (failure) => {
    const { shop, change, ledger } = await scene.begun();
    const ids: string[] = [];
    let at = 1;
    for (let failed = true; failed; at++) {
      const entry = entryOf(scene.context, ledger, at, change.key);
      ids.push(entry.id);
      await scene.store.ledgers.add(ledger.id, entry, []);
      await scene.database.query("delete from countersign_jobs.job where name = 'report'");
      failed = await flushTwice(ledger, at, failure);
      expect(await waitingJobs(scene.database, 'report', change.key)).toHaveLength(1);
    }
    const recorded = (await readEntries(scene.context, shop)).map(({ id }) => id);
    expect(recorded.slice(3)).toEqual(ids);
    const after = await shop.ledger();
    expect(after).toMatchObject({ pending: 0, published: { size: recorded.length } });
    expect(await verifyBranch(scene.context, shop)).toMatchObject({
      ok: true,
      size: recorded.length,
      root: after.decided.root,
    });
    expect(at).toBeGreaterThan(10);
  },
  60_000,
);

test('killed at the birth of a ledger: it is born once', async () => {
  let at = 1;
  for (let failed = true; failed; at++) {
    const shop = await scene.shop();
    await judge(scene.context, await shop.propose('SHOP-1'));
    failed = await flushTwice(await shop.ledger(), at, 'killed');
    expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision']);
    const { published, branch, pending } = await shop.ledger();
    expect(pending).toBe(0);
    const log = await scene.github.log({ repository: shop.name, revision: branch });
    expect(log.map(({ oid }) => oid)).toEqual([published.head]);
    if (!failed) expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  }
}, 60_000);
