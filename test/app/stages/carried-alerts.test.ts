import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { addAlert } from '../../../src/app/stages/alert.ts';
import { carryAlerts } from '../../../src/app/stages/carried-alerts.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { ledgerSubject } from '../../../src/ledger/build.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { endLeases, flushing, ledgerKey, pendingOf, restarted } from './bench.ts';
import { failAt } from './failing-store.ts';
import { flushOnce, readEntries, type Shop, useScene, verifyBranch } from './scene.ts';

/** What was found before a key was lost, and nobody could record any more. */

const scene = useScene();
const GUID = 'b1946ac9-0000-4000-8000-000000000001';

function afterLoss(of: LedgerState): Context {
  const lost = ledgerKeys(ledgerKey(1)).signer(of.origin);
  return restarted({ ...scene.context, keys: ledgerKeys(ledgerKey(2), { lost }) });
}

const find = (context: Context, old: LedgerState, key: string): Promise<boolean> =>
  addAlert(context, old, {
    code: 'branch.changed',
    about: ledgerSubject(old.origin),
    key,
    from: ['a'.repeat(32)],
    details: { found: null, counts: { restored: 2 } },
    guids: [GUID],
  });

async function alertsOf(context: Context, shop: Shop) {
  const entries = await readEntries(context, shop);
  return entries.filter(({ kind }) => kind === 'alert').map(({ statement }) => statement);
}

test('alerts that wait are opened in the ledger that goes on, with what they said; they never wait twice', async () => {
  const { shop, ledger: old } = await scene.begun();
  await find(scene.context, old, 'one');
  await find(scene.context, old, 'two');
  const context = afterLoss(old);
  await flush(flushing(context), old.id);
  expect(await scene.store.ledgers.read(old.id)).toMatchObject({ pending: 0 });
  await flushOnce(context, shop);
  const told = await alertsOf(context, shop);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatchObject({
    subject: [{ ...ledgerSubject(old.origin), name: expect.stringMatching(/^alert:/) }],
    predicate: {
      countersign: { n: 1, deliveries: [GUID], source: 'webhook' },
      countersign_alert: { act: 'opened', code: 'branch.changed', from: [], details: { counts: { restored: 2 } } },
    },
  });
  // What is found of the old branch later is told by its successor too, and once.
  for (const key of ['three', 'one', 'three']) {
    await find(context, old, key);
    await flush(flushing(context), old.id);
  }
  await flushOnce(context, shop);
  expect(await alertsOf(context, shop)).toHaveLength(3);
  expect(await verifyBranch(context, shop)).toMatchObject({ ok: true, problems: [] });
});

test('killed at any call of the store, each is opened once', async () => {
  const { shop, ledger: old } = await scene.begun();
  const context = afterLoss(old);
  await flush(flushing(context), old.id);
  const { ledgers } = context.store;
  const to = await shop.ledger();
  let at = 1;
  for (let failed = true; failed; at += 1) {
    await find(context, old, `found ${at}`);
    const from = await ledgers.take(old.id, 'a-test', 60_000);
    if (from === null) throw new Error('the lease is held');
    const failing = failAt(scene.store, at, 'killed');
    await carryAlerts({ ...context, store: failing.store }, from, to).catch(() => undefined);
    ({ failed } = failing);
    await endLeases(scene.database);
    await flush(flushing(restarted(context)), old.id);
    const alerts = (await pendingOf(context, to)).filter(({ kind }) => kind === 'alert');
    expect(alerts).toHaveLength(at);
    expect(await ledgers.read(old.id)).toMatchObject({ pending: 0 });
  }
  expect(at).toBeGreaterThan(4);
});
