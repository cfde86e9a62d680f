import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { asFault } from '../../../src/base/fault.ts';
import { openCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { endLeases, entryOf, flushing, ledgerKey, restarted } from './bench.ts';
import { type Failure, failAt } from './failing-store.ts';
import { flushOnce, readActs, type Shop, useScene, verifyBranch } from './scene.ts';

/** A ledger goes over to another key, and the process may die at any moment of it. */

const scene = useScene();

/** The same app, started again under the key of this seed, and the one before it. */
const under = (seed: number, previous: number | null = null): Context =>
  restarted({
    ...scene.context,
    keys: ledgerKeys(ledgerKey(seed), { previous: previous === null ? null : ledgerKey(previous) }),
  });

/** Which of the keys 1 to 3 signed the checkpoint on the branch. */
async function signersOf(shop: Shop): Promise<readonly number[]> {
  const ledger = await shop.ledger();
  const branch = scene.context.forge.ledgerBranch(ledger, ledger.branch);
  const note = (await branch.read((await branch.head()) ?? '', paths.checkpoint)) ?? new Uint8Array();
  const keys = [1, 2, 3].map((seed) => ledgerKeys(ledgerKey(seed)).signer(ledger.origin));
  const { verified, size } = openCheckpoint(note, keys);
  expect(size).toBe(ledger.published.size);
  return keys.flatMap(({ keyId }, at) => (verified.some((key) => key.keyId === keyId) ? [at + 1] : []));
}

async function readmeOf(shop: Shop): Promise<string> {
  const ledger = await shop.ledger();
  const branch = scene.context.forge.ledgerBranch(ledger, ledger.branch);
  return Buffer.from((await branch.read((await branch.head()) ?? '', paths.readme)) ?? []).toString();
}

let added = 0;
async function appendUnder(context: Context, shop: Shop): Promise<void> {
  const ledger = await shop.ledger();
  added += 1;
  await context.store.ledgers.add(ledger.id, entryOf(context, ledger, added), []);
  await flushOnce(context, shop);
}

test('the old key, then both, then the new one alone; the README names the new key from the rotation on', async () => {
  const { shop, ledger } = await scene.begun();
  const [old, fresh] = [under(1).keys.vkey(ledger.origin), under(2).keys.vkey(ledger.origin)];
  expect(await signersOf(shop)).toEqual([1]);
  // Nothing else has to happen: whoever starts with the new key compares every ledger (idle-ledgers.ts).
  await flushOnce(under(2, 1), shop);
  expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision', 'rotation']);
  expect(await signersOf(shop)).toEqual([1, 2]);
  expect(await readmeOf(shop)).toContain(fresh);
  expect(await readmeOf(shop)).not.toContain(old);
  await appendUnder(under(2, 1), shop);
  expect(await signersOf(shop)).toEqual([1, 2]);
  await appendUnder(under(2), shop);
  expect(await signersOf(shop)).toEqual([2]);
  for (const seed of [1, 2]) expect(await verifyBranch(under(seed), shop)).toMatchObject({ ok: true, problems: [] });
  await expect(appendUnder(under(1), shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  await expect(appendUnder(under(3), shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  expect(await signersOf(shop)).toEqual([2]);
});

test('a process that has only the new key writes nothing onto a ledger that was never rotated', async () => {
  const { shop } = await scene.begun();
  await expect(appendUnder(under(2), shop)).rejects.toMatchObject({
    code: 'ledger.unavailable',
    cause: expect.objectContaining({ next: expect.stringContaining('COUNTERSIGN_LEDGER_KEY_PREVIOUS') }),
  });
  expect(await signersOf(shop)).toEqual([1]);
});

test('an overlap that ends between two notes leaves the last one as it is, and fights nobody over it', async () => {
  const { shop } = await scene.begun();
  await flushOnce(under(2, 1), shop);
  const { published } = await shop.ledger();
  await flushOnce(under(2), shop);
  expect((await shop.ledger()).published).toEqual(published);
  expect(await signersOf(shop)).toEqual([1, 2]);
});

test.each<Failure>(['unheard', 'killed'])(
  '%s at every second call of the store (both together at each): it goes over once, and the checkpoint that says so has both signatures',
  async (failure) => {
    let at = failure === 'killed' ? 1 : 2;
    for (let failed = true; failed; at += 2) {
      const { shop, ledger } = await scene.begun();
      const failing = failAt(scene.store, at, failure);
      await flush(flushing({ ...under(2, 1), store: failing.store }), ledger.id).catch((error: unknown) => {
        expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
      });
      ({ failed } = failing);
      await endLeases(scene.database);
      await flushOnce(under(2, 1), shop);
      expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision', 'rotation']);
      expect(await signersOf(shop)).toEqual([1, 2]);
      expect(await shop.ledger()).toMatchObject({ pending: 0, published: { size: 4 } });
    }
    expect(at).toBeGreaterThan(15);
  },
  120_000,
);

test('a process that still runs with the old key alone decides, and leaves signing to those that have the new one', async () => {
  const { shop, ledger } = await scene.begun();
  const old = under(1);
  await flush(flushing(old), ledger.id);
  await flushOnce(under(2, 1), shop);
  await scene.store.ledgers.add(ledger.id, entryOf(old, ledger, 900), []);
  await expect(flush(flushing(old), ledger.id)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  expect(await shop.ledger()).toMatchObject({ decided: { size: 5 }, published: { size: 4 } });
  await flushOnce(under(2, 1), shop);
  expect(await signersOf(shop)).toEqual([1, 2]);
  expect(await verifyBranch(under(1), shop)).toMatchObject({ ok: true, size: 5, problems: [] });
});

test('a deleted branch comes back with both keys and the newest README', async () => {
  const { shop } = await scene.begun();
  await flushOnce(under(2, 1), shop);
  const before = await readmeOf(shop);
  await scene.github.moveRef({ repository: shop.name, ref: 'refs/heads/countersign/ledger', oid: null });
  await appendUnder(under(2), shop);
  expect(await readmeOf(shop)).toBe(before);
  expect(await signersOf(shop)).toEqual([2]);
  for (const seed of [1, 2]) expect(await verifyBranch(under(seed), shop)).toMatchObject({ ok: true, problems: [] });
});

test('a lost database takes over a ledger that went over to another key, and only under that one', async () => {
  const { shop, ledger } = await scene.begun();
  await flushOnce(under(2, 1), shop);
  for (const [seed, adopts] of [
    [1, false],
    [2, true],
  ] as const) {
    const lost = await scene.withEmptyDatabase(seed);
    try {
      const { id } = await lost.store.ledgers.open(ledger);
      const taken = flush(flushing(restarted(lost.context)), id);
      if (!adopts) {
        await expect(taken).rejects.toMatchObject({ code: 'ledger.unavailable' });
        continue;
      }
      await taken;
      expect((await readActs(lost.context, shop)).slice(0, 5)).toEqual([
        'genesis',
        'policy',
        'decision',
        'rotation',
        'adoption',
      ]);
    } finally {
      await lost.close();
    }
  }
});
