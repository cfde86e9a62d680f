import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { compareFirst } from '../../../src/app/stages/compare-first.ts';
import { entryOf, restarted } from './bench.ts';
import { decideAll } from './decided.ts';
import { noHeads, rollBack, takeSnapshot, withBranchFault } from './harmed-world.ts';
import { BRANCH, flushOnce, readActs, useScene } from './scene.ts';

const scene = useScene();

const confirmations = async (): Promise<number> =>
  (await scene.github.stats()).byRoute['PATCH /repos/{owner}/{repo}/git/refs/{ref}'] ?? 0;

describe('nothing is signed on a head that GitHub showed and that is not the head', () => {
  test('a database that went back, an old head: the branch is asked by a write, and adopted when it is shown', async () => {
    const { shop, ledger } = await scene.begun();
    const backup = await takeSnapshot(scene.database);
    await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
    const newest = await flushOnce(scene.context, shop);
    await rollBack(scene.database, backup);
    const context = restarted(scene.context);
    await scene.store.ledgers.add(ledger.id, entryOf(context, ledger, 2), []);
    const stale = withBranchFault(context, noHeads(ledger.published.head), { at: 1, happens: 'stale' });
    await expect(flushOnce(stale, shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
    expect(context.signed.get(ledger.id)).toBeUndefined();
    expect((await shop.ledger()).decided).toEqual(ledger.decided);
    expect(await flushOnce(context, shop)).toMatchObject({ pending: 0 });
    expect(await scene.store.ledgers.checkpoint(ledger.id, newest.decided.size)).toMatchObject({
      root: newest.decided.root,
    });
  });

  test('is confirmed once by each process', async () => {
    const { shop, ledger } = await scene.begun();
    const context = restarted(scene.context);
    for (const [at, asked] of [
      [1, 1],
      [2, 0],
      [3, 0],
    ] as const) {
      await scene.store.ledgers.add(ledger.id, entryOf(context, ledger, at), []);
      const before = await confirmations();
      await flushOnce(context, shop);
      expect((await confirmations()) - before).toBe(asked);
    }
  });

  test('a branch that was set back since it was compared is not moved forward in silence', async () => {
    const { shop, ledger } = await scene.begun();
    const context = restarted(scene.context);
    await scene.store.ledgers.add(ledger.id, entryOf(context, ledger, 1), []);
    const { published } = await flushOnce(context, shop);
    const process = restarted(context);
    await compareFirst(process, await shop.ledger());
    await scene.github.moveRef({ repository: shop.name, ref: `refs/heads/${BRANCH}`, oid: ledger.published.head });
    await scene.store.ledgers.add(ledger.id, entryOf(context, ledger, 2), []);
    await expect(flushOnce(process, shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
    expect(await scene.github.refs({ repository: shop.name })).toMatchObject({
      [`refs/heads/${BRANCH}`]: ledger.published.head,
    });
    expect(await flushOnce(process, shop)).toMatchObject({ pending: 0 });
    expect(await readActs(process, shop)).toContain('repair');
    expect(published.head).not.toBe(ledger.published.head);
  });

  test('what was confirmed while the connection to the database broke is not', async () => {
    const { shop, ledger } = await scene.begun();
    const context = restarted(scene.context);
    const branchOf: Context['forge']['ledgerBranch'] = (...of) => context.forge.ledgerBranch(...of);
    let breaks = true;
    const forge = {
      ...context.forge,
      ledgerBranch: (...of: Parameters<typeof branchOf>) => ({
        ...branchOf(...of),
        assertHead: async (expected: string | null) => {
          await branchOf(...of).assertHead(expected);
          if (breaks) context.compared.clear();
          breaks = false;
        },
      }),
    };
    for (const [at, asked] of [
      [1, 1],
      [2, 1],
      [3, 0],
    ] as const) {
      await scene.store.ledgers.add(ledger.id, entryOf(context, ledger, at), []);
      const before = await confirmations();
      await flushOnce({ ...context, forge }, shop);
      expect((await confirmations()) - before).toBe(asked);
    }
  });

  test('a batch that was decided and not signed is signed on the true head only', async () => {
    const { shop, ledger } = await scene.begun();
    await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
    await scene.store.ledgers.release(await decideAll(scene.context, ledger.id));
    const backup = await takeSnapshot(scene.database);
    await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 2), []);
    await flushOnce(scene.context, shop);
    await rollBack(scene.database, backup);
    const context = restarted(scene.context);
    const stale = withBranchFault(context, noHeads(ledger.published.head), { at: 1, happens: 'stale' });
    await expect(flushOnce(stale, shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
    expect(context.signed.get(ledger.id)).toBeUndefined();
    const after = await flushOnce(restarted(scene.context), shop);
    expect(after.published.size).toBe(after.decided.size);
  });
});
