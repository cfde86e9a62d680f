import { expect, test } from '@jest/globals';
import type { FaultAction } from '../../github/server/faults.ts';
import { entryOf } from './bench.ts';
import { BRANCH, flushOnce, judge, readActs, type Shop, useScene, verifyBranch } from './scene.ts';

/** The commit on the branch, when GitHub fails before or after it was made: one commit, the same root. */

const scene = useScene();

const commits = async (shop: Shop): Promise<readonly string[]> =>
  (await scene.github.log({ repository: shop.name, revision: BRANCH })).map(({ oid }) => oid);

/** Flushes until it goes through, as the queue does. How often it had to be tried. */
async function flushUntilDone(shop: Shop): Promise<number> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      await flushOnce(scene.context, shop);
      return attempt;
    } catch (error) {
      expect(error).toMatchObject({ code: 'ledger.unavailable' });
    }
  }
  throw new Error('it never went through');
}

const FAULTS: readonly (readonly [string, FaultAction])[] = [
  ['502, not stored', { kind: 'status', status: 502, when: 'before' }],
  ['502, but stored', { kind: 'status', status: 502, when: 'after' }],
  ['reset, but stored', { kind: 'reset', when: 'after' }],
  ['broke off, but stored', { kind: 'truncate' }],
  ['no answer, but stored', { kind: 'hang', when: 'after' }],
];

test.each(FAULTS)('an append, %s', async (_name, action) => {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await scene.github.arm({ on: 'GRAPHQL createCommitOnBranch', action });
  // The head is read again at once: nobody has to wait for another attempt.
  expect(await flushUntilDone(shop)).toBe(1);
  expect((await scene.github.disarm()).left).toBe(0);
  const { published, decided } = await shop.ledger();
  expect(published.size).toBe(4);
  expect(await commits(shop)).toEqual([published.head, ledger.published.head]);
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true, size: 4, root: decided.root });
});

const BIRTH = [
  'POST /repos/{owner}/{repo}/git/trees',
  'POST /repos/{owner}/{repo}/git/commits',
  'GRAPHQL updateRefs',
] as const;

test.each(BIRTH.flatMap((on) => (['before', 'after'] as const).map((when) => [on, when] as const)))(
  'a birth, %s failing %s its effect',
  async (on, when) => {
    const shop = await scene.shop();
    await judge(scene.context, await shop.propose('SHOP-1'));
    await scene.github.arm({ on, action: { kind: 'status', status: 502, when } });
    await flushUntilDone(shop);
    expect((await scene.github.disarm()).left).toBe(0);
    expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision']);
    expect(await commits(shop)).toHaveLength(1);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
  },
);

test('GitHub asks to wait: nothing is tried in between, and the same commit is made afterwards', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await scene.github.arm({ on: 'GRAPHQL createCommitOnBranch', action: { kind: 'secondary-limit', seconds: 1 } });
  await scene.github.resetStats();
  await expect(flushOnce(scene.context, shop)).rejects.toMatchObject({ code: 'github.rate-limited' });
  const { decided } = await shop.ledger();
  expect(decided.size).toBe(4);
  await expect(flushOnce(scene.context, shop)).rejects.toMatchObject({ code: 'github.rate-limited' });
  expect((await scene.github.stats()).total).toBe(1);
  await scene.github.waitFor('the wait to be over', () =>
    flushOnce(scene.context, shop).then(
      () => true,
      () => false,
    ),
  );
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true, root: decided.root });
});
