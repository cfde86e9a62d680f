import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { predecessorOf } from '../../../src/app/stages/predecessor.ts';
import { asFault } from '../../../src/base/fault.ts';
import { actOf } from '../../../src/ledger/rotation.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { endLeases, entryOf, flushing, ledgerKey, pendingOf, restarted } from './bench.ts';
import { failAt } from './failing-store.ts';
import {
  type Change,
  flushOnce,
  readActs,
  readEntries,
  runThrough,
  type Shop,
  useScene,
  verifyBranch,
} from './scene.ts';

/** A ledger whose key is lost for good, and the one that goes on. */

const scene = useScene();

/** The same app, started again under another key; the operator says that the first one is lost. */
function afterLoss(context: Context, of: LedgerState, seed = 2): Context {
  const lost = ledgerKeys(ledgerKey(1)).signer(of.origin);
  return restarted({ ...context, keys: ledgerKeys(ledgerKey(seed), { lost }) });
}

async function begun(): Promise<{ shop: Shop; change: Change; old: LedgerState }> {
  const { shop, change, ledger: old } = await scene.begun();
  return { shop, change, old };
}

async function genesisOf(context: Context, shop: Shop) {
  const [entry] = await readEntries(context, shop);
  return actOf(entry?.statement ?? {});
}

const headOf = async (shop: Shop, branch: string) =>
  (await scene.github.refs({ repository: shop.name }))[`refs/heads/${branch}`];

test('another ledger goes on: it names where the old one ended, which stays as it is', async () => {
  const { shop, change, old } = await begun();
  const before = await headOf(shop, old.branch);
  const context = afterLoss(scene.context, old);
  await flush(flushing(context), old.id);
  const successor = await shop.ledger();
  expect(successor).toMatchObject({
    generation: 2,
    origin: `${old.origin}/2`,
    branch: 'countersign/ledger-2',
    repository: old.repository,
  });
  expect(await scene.store.ledgers.read(old.id)).toMatchObject({ endedBy: successor.origin, pending: 0 });

  await runThrough(context, { shop, change });
  const predecessor = {
    origin: old.origin,
    size: old.decided.size,
    root: old.decided.root,
    key: ledgerKeys(ledgerKey(1)).signer(old.origin).keyId,
  };
  expect(await genesisOf(context, shop)).toMatchObject({ act: 'genesis', origin: successor.origin, predecessor });
  expect(await predecessorOf(context, successor)).toEqual(predecessor);
  expect(await predecessorOf(context, old)).toBeNull();
  // The policy in force goes with it, and the open pull request is decided again.
  expect(await readActs(context, shop)).toEqual(['genesis', 'policy', 'decision']);
  expect((await shop.ledger()).published.head).toBe(await headOf(shop, 'countersign/ledger-2'));
  expect(await headOf(shop, old.branch)).toBe(before);
  expect(await verifyBranch(context, shop)).toMatchObject({
    ok: true,
    problems: [],
    predecessor: { ...predecessor, compared: true },
  });
});

test('it goes on once: the old one is left alone, and the next loss has a third', async () => {
  const { shop, change, old } = await begun();
  const context = afterLoss(scene.context, old);
  await flush(flushing(context), old.id);
  await flush(flushing(restarted(context)), old.id);
  await runThrough(context, { shop, change });
  const second = await shop.ledger();
  expect(second.generation).toBe(2);
  expect((await scene.store.ledgers.unpublished()).map(({ id }) => id)).not.toContain(old.id);

  const lost = ledgerKeys(ledgerKey(2)).signer(second.origin);
  const later = restarted({ ...scene.context, keys: ledgerKeys(ledgerKey(3), { lost }) });
  await flush(flushing(later), second.id);
  await runThrough(later, { shop, change });
  const third = await shop.ledger();
  expect(third).toMatchObject({ generation: 3, origin: `${old.origin}/3`, branch: 'countersign/ledger-3' });
  expect(await genesisOf(later, shop)).toMatchObject({ predecessor: { origin: second.origin } });
});

test('nothing of it happens when nobody said that the key is lost, or another one is', async () => {
  const { shop, old } = await begun();
  for (const keys of [
    ledgerKeys(ledgerKey(2)),
    ledgerKeys(ledgerKey(2), { lost: ledgerKeys(ledgerKey(9)).signer(old.origin) }),
  ]) {
    const context = restarted({ ...scene.context, keys });
    await scene.store.ledgers.add(old.id, entryOf(context, old, 7), []);
    await expect(flush(flushing(context), old.id)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  }
  expect(await shop.ledger()).toMatchObject({ id: old.id, endedBy: null });
});

test('a branch that is not what was signed last has to be put back first', async () => {
  const { shop, old } = await begun();
  const ref = `refs/heads/${old.branch}`;
  const { oid } = await scene.github.createCommit({ repository: shop.name, files: { 'README.md': 'mine\n' } });
  for (const head of [oid, null]) {
    await scene.github.moveRef({ repository: shop.name, ref, oid: head });
    await expect(flush(flushing(afterLoss(scene.context, old)), old.id)).rejects.toMatchObject({
      cause: expect.objectContaining({ code: 'ledger.inconsistent', next: expect.stringContaining('Put it back') }),
    });
  }
  await scene.github.moveRef({ repository: shop.name, ref, oid: old.published.head });
  await flush(flushing(afterLoss(scene.context, old)), old.id);
  expect((await shop.ledger()).generation).toBe(2);
});

test('killed at any call of the store: one successor, which begins once', async () => {
  let at = 1;
  for (let failed = true; failed; at++) {
    const { shop, old } = await begun();
    const context = afterLoss(scene.context, old);
    const failing = failAt(scene.store, at, 'killed');
    await flush(flushing({ ...context, store: failing.store }), old.id).catch((error: unknown) => {
      expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
    });
    ({ failed } = failing);
    await endLeases(scene.database);
    await flush(flushing(restarted(context)), old.id);
    const successor = await shop.ledger();
    expect(successor.generation).toBe(2);
    expect((await pendingOf(context, successor)).map(({ kind }) => kind)).toEqual(['ledger', 'policy']);
  }
  expect(at).toBeGreaterThan(10);
}, 120_000);

test('a database that was lost as well learns from the branches where the old ledger ended, and where the new one is', async () => {
  const { shop, change, old } = await begun();
  const first = await scene.withEmptyDatabase(2);
  const second = await scene.withEmptyDatabase(2);
  try {
    const context = afterLoss(first.context, old);
    await flush(flushing(context), (await first.store.ledgers.open(old)).id);
    await flushOnce(context, shop);
    expect(await genesisOf(context, shop)).toMatchObject({
      predecessor: { origin: old.origin, size: old.decided.size, root: old.decided.root },
    });
    await runThrough(context, { shop, change });
    const before = await shop.ledger(context);

    const later = afterLoss(second.context, old);
    await flush(flushing(later), (await second.store.ledgers.open(old)).id);
    await flushOnce(later, shop);
    const after = await shop.ledger(later);
    expect(after).toMatchObject({ generation: 2, origin: before.origin });
    const entries = await second.store.ledgers.entries(after.id, 0, before.decided.size);
    expect(entries).toEqual(await first.store.ledgers.entries(before.id, 0, before.decided.size));
    expect((await readActs(later, shop)).filter((act) => act === 'genesis')).toEqual(['genesis']);
  } finally {
    await first.close();
    await second.close();
  }
});
