import { describe, expect, test } from '@jest/globals';
import { compareFirst } from '../../../src/app/stages/compare-first.ts';
import { entryOf, restarted } from './bench.ts';
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
    const stale = {
      ...withBranchFault(context, noHeads(ledger.published.head), { at: 1, happens: 'stale' }),
    };
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
});
