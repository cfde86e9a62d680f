import { expect, test } from '@jest/globals';
import { asFault } from '../../../src/base/fault.ts';
import { endLeases, restarted } from './bench.ts';
import { failAt } from './failing-store.ts';
import { expectBoth, forked } from './forked.ts';
import { flushOnce, useScene } from './scene.ts';

const scene = useScene();

test('killed at any call of the store, it goes on', async () => {
  let at = 2;
  for (let failed = true; failed; at += 5) {
    const { shop, known, id } = await forked(scene);
    const failing = failAt(scene.store, at, 'killed');
    const killed = restarted({ ...scene.context, store: failing.store });
    await flushOnce(killed, { ...shop, ledger: async () => await shop.ledger() }).catch((error: unknown) => {
      expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
    });
    failed = failing.failed;
    await endLeases(scene.database);
    const process = restarted(scene.context);
    await flushOnce(process, shop);
    await expectBoth(process, { shop, known, id });
  }
  expect(at).toBeGreaterThan(20);
}, 120_000);
