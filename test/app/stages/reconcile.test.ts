import { describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../src/app/stages/reconcile.ts';
import { report } from '../../../src/app/stages/report.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { entryOf, restarted } from './bench.ts';
import { decideAll } from './decided.ts';
import { begin, expectWhole, HARMS, repairs } from './harm.ts';
import { BRANCH, flushOnce, type Shop, useScene, verifyBranch } from './scene.ts';

/** What a process does first with a ledger: it looks at the branch. */

const scene = useScene();

async function reconcileOnce(shop: Shop, context = restarted(scene.context)) {
  const { id } = await shop.ledger(context);
  const lease = await context.store.ledgers.take(id, context.owner, MINUTE);
  if (lease === null) throw new Error('held');
  try {
    return await reconcile(context, lease);
  } finally {
    await context.store.ledgers.release(lease);
  }
}

test('a branch that is as it was left costs one request and changes nothing', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.github.resetStats();
  expect(await reconcileOnce(shop)).toEqual(ledger);
  expect((await scene.github.stats()).total).toBe(1);
});

const SOME = HARMS.filter(([name]) =>
  ['a commit on top', 'a changed entry', 'a rewound branch', 'a deleted branch'].includes(name),
);

test.each(SOME)('%s is put right at the start, before anything new is written', async (_name, harm, code) => {
  const found = await begin(scene);
  await harm(found);
  const after = await reconcileOnce(found.shop);
  expect(after.decided).toEqual(found.ledger.decided);
  const [bare] = await scene.github.log({ repository: found.shop.name, revision: BRANCH });
  expect(after.published.head).toBe(bare?.oid);
  expect((await repairs(found)).length).toBe(0);
  await flushOnce(scene.context, found.shop);
  await expectWhole(found, code);
});

test('what is decided and not published is left to the publishing', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await scene.store.ledgers.release(await decideAll(scene.context, ledger.id));
  await scene.github.pushCommit({ repository: shop.name, branch: BRANCH, files: { 'a.txt': 'a\n' } });
  expect(await reconcileOnce(shop)).toMatchObject({ decided: { size: 4 }, published: { size: 3 } });
  const after = await flushOnce(restarted(scene.context), shop);
  expect(after.published.size).toBe(after.decided.size);
});

test('a branch of that name that was never ours is not touched', async () => {
  const shop = await scene.shop();
  const { place } = shop;
  await scene.github.pushCommit({
    repository: shop.name,
    branch: BRANCH,
    files: { 'mine.txt': 'mine\n' },
    parents: [],
  });
  const { owner, name } = place.repository;
  const origin = `github.com/${owner}/${name}`;
  await scene.store.ledgers.open({ ...place, origin, branch: BRANCH });
  const before = await scene.github.refs({ repository: shop.name });
  await expect(reconcileOnce(shop)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  expect(await scene.github.refs({ repository: shop.name })).toEqual(before);
});

test('under another key nothing is signed, nothing is written', async () => {
  const { shop, ledger } = await scene.begun();
  const other = await scene.withEmptyDatabase(2);
  const context = restarted({ ...scene.context, keys: other.context.keys });
  await expect(reconcileOnce(shop, context)).rejects.toThrow(/signed with another key/);
  expect(await shop.ledger()).toEqual(ledger);
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true });
  await other.close();
});

describe('neither a branch nor a database', () => {
  /** A pull request of which a check says which root the ledger had, and then both are gone. */
  async function lost() {
    const { shop, change, ledger } = await scene.begun();
    await report(scene.context, change.key);
    await scene.github.moveRef({ repository: shop.name, ref: `refs/heads/${BRANCH}`, oid: null });
    const other = await scene.withEmptyDatabase();
    await other.store.ledgers.open({ ...shop.place, origin: ledger.origin, branch: BRANCH });
    return { shop, ledger, other };
  }

  test('and yet a check that names a root: no second log of this name begins', async () => {
    const { shop, other } = await lost();
    try {
      await expect(reconcileOnce(shop, restarted(other.context))).rejects.toMatchObject({
        code: 'ledger.inconsistent',
        message: expect.stringContaining('another root at size 3'),
      });
    } finally {
      await other.close();
    }
  });

  test('is a ledger that begins, which costs five requests at the most', async () => {
    const shop = await scene.shop();
    for (let count = 1; count <= 5; count++) await shop.propose(`SHOP-${count}`);
    const { owner, name } = shop.place.repository;
    await scene.store.ledgers.open({ ...shop.place, origin: `github.com/${owner}/${name}`, branch: BRANCH });
    await scene.github.resetStats();
    expect(await reconcileOnce(shop)).toMatchObject({ decided: { size: 0 }, published: { head: null } });
    expect((await scene.github.stats()).total).toBe(5);
  });
});
