import { expect, test } from '@jest/globals';
import { entryOf, restarted } from './bench.ts';
import { begin, expectWhole, HARMS, remove, repairs } from './harm.ts';
import { noHeads, withBranchFault } from './harmed-world.ts';
import { BRANCH, flushOnce, useScene } from './scene.ts';

/** Somebody else changed the branch: it is put right, said in the ledger, and the root stays. */

const scene = useScene();

test.each(HARMS)('%s is found when the next entry is written', async (_name, harm, code) => {
  const found = await begin(scene);
  await harm(found);
  await scene.store.ledgers.add(found.ledger.id, entryOf(scene.context, found.ledger, 2), []);
  for (let flushes = 1; flushes <= 2; flushes++) await flushOnce(scene.context, found.shop);
  await expectWhole(found, code);
});

test('a branch that GitHub shows as gone by mistake was deleted by nobody', async () => {
  const found = await begin(scene);
  const { shop, ledger } = found;
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 2), []);
  const process = restarted(scene.context);
  const stale = withBranchFault(process, noHeads(null), { at: 0, happens: 'stale' });
  await expect(flushOnce(stale, shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  for (let flushes = 1; flushes <= 2; flushes++) await flushOnce(process, shop);
  expect(await repairs(found)).toEqual([]);
});

test('a stranger’s commit right before ours: the same batch goes on top of it', async () => {
  const found = await begin(scene);
  const { shop, ledger } = found;
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 2), []);
  await scene.github.arm({
    on: 'GRAPHQL createCommitOnBranch',
    action: { kind: 'move-branch', when: 'before', repository: shop.name, branch: BRANCH },
  });
  await flushOnce(scene.context, shop);
  await flushOnce(scene.context, shop);
  await expectWhole(found, 'branch.commit-added');
});

test('a stranger’s commit right after ours, which nobody heard of', async () => {
  const found = await begin(scene);
  const { shop, ledger } = found;
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 2), []);
  const on = 'GRAPHQL createCommitOnBranch';
  const moved = { kind: 'move-branch', when: 'after', repository: shop.name, branch: BRANCH } as const;
  await scene.github.arm({ on, action: moved });
  await scene.github.arm({ on, action: { kind: 'status', status: 502, when: 'after' } });
  await flushOnce(scene.context, shop);
  await flushOnce(scene.context, shop);
  await expectWhole(found, 'branch.commit-added');
  const [repair] = await repairs(found);
  expect(repair?.commits).toHaveLength(1);
});

test('while it cannot be put right it is said once, not at every attempt', async () => {
  const found = await begin(scene);
  const { shop, ledger } = found;
  await remove(found);
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 2), []);
  const on = 'POST /repos/{owner}/{repo}/git/trees';
  await scene.github.arm({ on, action: { kind: 'status', status: 502 }, count: 3 });
  for (let attempt = 1; attempt <= 3; attempt++) await flushOnce(scene.context, shop).catch(() => undefined);
  expect((await scene.github.disarm()).left).toBe(0);
  for (let attempt = 1; attempt <= 2; attempt++) await flushOnce(scene.context, shop);
  await expectWhole(found, 'branch.deleted');
});

test('our commit, of which nobody heard, replaced by one with our checkpoint and other files', async () => {
  const found = await begin(scene);
  const { shop, ledger } = found;
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 2), []);
  const after = await flushOnce(scene.context, shop);
  const { head } = ledger.published;
  const files = { 'tail/1.json': '{}' };
  const tree = after.published.head ?? '';
  const { oid } = await scene.github.createCommit({ repository: shop.name, tree, parents: [head ?? ''], files });
  await scene.github.moveRef({ repository: shop.name, ref: `refs/heads/${BRANCH}`, oid });
  await scene.database.query('update countersign.ledger set published_size = $2, published_head = $3 where id = $1', [
    ledger.id,
    ledger.published.size,
    head,
  ]);
  for (let flushes = 1; flushes <= 2; flushes++) await flushOnce(scene.context, shop);
  await expectWhole(found, 'branch.changed');
});
