import { expect, test } from '@jest/globals';
import { endLeases, restarted } from './bench.ts';
import {
  addPieces,
  digestsIn,
  EVIDENCE_REF,
  expectPublished,
  flushEvidenceOnce,
  kept,
  messages,
  pieceOf,
  published,
  repairsOf,
  unjudged,
} from './evidence-scene.ts';
import { type Failure, failAt } from './failing-store.ts';
import { flushOnce, type Shop, useScene } from './scene.ts';

/** A flush of evidence that fails at any call of the store or of GitHub, and the one that follows: nothing twice, nothing lost. */

const scene = useScene();
const TOKEN = 'ghp_0123456789abcdef';

/** Once with the failure, once more as the timer would. False: there was nothing left to fail. */
async function flushTwice(shop: Shop, at: number, failure: Failure): Promise<boolean> {
  const failing = failAt(scene.store, at, failure);
  await flushEvidenceOnce({ ...restarted(scene.context), store: failing.store }, shop).catch(() => undefined);
  await endLeases(scene.database);
  await flushEvidenceOnce(restarted(scene.context), shop);
  return failing.failed;
}

test.each<Failure>(['unheard', 'killed'])(
  '%s at the birth of the branch: it is born once, with everything',
  async (failure) => {
    let at = 1;
    for (let failed = true; failed; at += 1) {
      const { shop } = await unjudged(scene);
      failed = await flushTwice(shop, at, failure);
      await expectPublished(scene.context, shop);
      expect(await digestsIn(scene.context, shop, 'published')).toHaveLength((await kept(scene.context, shop)).length);
      expect(messages(shop)).toHaveLength(2);
      expect((await shop.ledger()).pending).toBe(1);
    }
    expect(at).toBeGreaterThan(5);
  },
  120_000,
);

test.each<Failure>(['unheard', 'killed'])(
  '%s while a batch is published and a piece withheld: each in its place, once',
  async (failure) => {
    const { shop, ledger } = await published(scene);
    await scene.github.setSecretPatterns({ texts: [TOKEN] });
    let at = 1;
    for (let failed = true; failed; at += 1) {
      const pieces = ['fine', TOKEN, 'fine too'].map((text) => pieceOf({ at, text }));
      await addPieces(scene.context, ledger, pieces);
      failed = await flushTwice(shop, at, failure);
      await expectPublished(scene.context, shop);
      expect(await digestsIn(scene.context, shop, 'waiting')).toEqual([]);
      expect(await digestsIn(scene.context, shop, 'withheld')).toHaveLength(at);
    }
    await scene.github.setSecretPatterns({ texts: [] });
    expect(at).toBeGreaterThan(6);
    expect(await repairsOf(scene.context, shop)).toEqual([]);
  },
  120_000,
);

test.each<Failure>(['unheard', 'killed'])(
  '%s while a deleted branch is restored: whole again, and said once',
  async (failure) => {
    const { shop } = await published(scene);
    let at = 1;
    for (let failed = true; failed; at += 1) {
      await scene.github.moveRef({ repository: shop.name, ref: EVIDENCE_REF, oid: null });
      failed = await flushTwice(shop, at, failure);
      await expectPublished(scene.context, shop);
      expect(await digestsIn(scene.context, shop, 'waiting')).toEqual([]);
      await flushOnce(scene.context, shop);
    }
    expect(at).toBeGreaterThan(8);
    const repairs = await repairsOf(scene.context, shop);
    expect([repairs.length, new Set(repairs)]).toEqual([at - 1, new Set(['evidence.deleted'])]);
  },
  120_000,
);

test.each([
  ['the birth', 'GRAPHQL updateRefs', 'before'],
  ['the birth', 'GRAPHQL updateRefs', 'after'],
  ['the first commit', 'GRAPHQL createCommitOnBranch', 'before'],
  ['the first commit', 'GRAPHQL createCommitOnBranch', 'after'],
] as const)('an answer to %s (%s) that is lost %s it happened changes nothing', async (_, on, when) => {
  const { shop } = await unjudged(scene);
  await scene.github.arm({ on, action: { kind: 'reset', when } });
  await expect(flushEvidenceOnce(scene.context, shop)).rejects.toThrow();
  await flushEvidenceOnce(restarted(scene.context), shop);
  await expectPublished(scene.context, shop);
  expect(messages(shop)).toHaveLength(2);
  expect((await shop.ledger()).pending).toBe(1);
});
