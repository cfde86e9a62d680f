import { expect } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { entryOf, flushing, restarted } from './bench.ts';
import { noHeads, rollBack, takeSnapshot, withBranchFault } from './harmed-world.ts';
import { flushOnce, readEntries, type Scene, type Shop, verifyBranch } from './scene.ts';

/**
 * The database went back, GitHub shows the head of that time, and the app was not told: not even the write that would say
 * so was asked for. So a batch is decided that the branch has no place for.
 */

export const UNAVAILABLE = { code: 'ledger.unavailable' };

/** Decides an entry on top of what GitHub shows, which is not what the branch has. Its id, and the process that did it. */
export async function decideUnseen(context: Context, shop: Shop, shown: string | null) {
  const before = await shop.ledger(context);
  const entry = entryOf(context, before, 77);
  await context.store.ledgers.add(before.id, entry, []);
  const process = restarted(context);
  const stale = withBranchFault(process, noHeads(shown), { at: 1, happens: 'stale' });
  await expect(flush(flushing(trusting(stale)), before.id)).rejects.toMatchObject(UNAVAILABLE);
  const after = await shop.ledger(context);
  expect(after).toMatchObject({ pending: 0, published: before.published });
  expect(after.decided.size).toBeGreaterThan(before.decided.size);
  return { id: entry.id, process };
}

/** Takes the branch to be where GitHub shows it. */
function trusting(context: Context): Context {
  const ledgerBranch: Context['forge']['ledgerBranch'] = (...of) => ({
    ...context.forge.ledgerBranch(...of),
    assertHead: async () => await Promise.resolve(),
  });
  return { ...context, forge: { ...context.forge, ledgerBranch } };
}

/** A database that went back behind the newest entry of the branch; `known`: ids of what the branch has. */
export async function forked(scene: Scene) {
  const { shop, ledger } = await scene.begun();
  const backup = await takeSnapshot(scene.database);
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await flushOnce(scene.context, shop);
  const known = (await readEntries(scene.context, shop)).map(({ id }) => id);
  await rollBack(scene.database, backup);
  return { shop, known, ...(await decideUnseen(scene.context, shop, ledger.published.head)) };
}

export async function expectBoth(
  context: Context,
  { shop, known, id }: Pick<Awaited<ReturnType<typeof forked>>, 'shop' | 'known' | 'id'>,
) {
  const ids = (await readEntries(context, shop)).map((entry) => entry.id);
  expect(ids.slice(0, known.length)).toEqual(known);
  expect(ids.filter((each) => each === id)).toHaveLength(1);
  const { decided, published, pending } = await shop.ledger(context);
  expect({ pending, published: published.size }).toEqual({ pending: 0, published: decided.size });
  expect(await verifyBranch(context, shop)).toMatchObject({ ok: true, root: decided.root, problems: [] });
}
