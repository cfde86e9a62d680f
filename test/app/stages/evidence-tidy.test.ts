import { expect, test } from '@jest/globals';
import { paths } from '../../../src/ledger/layout.ts';
import { endLeases, restarted } from './bench.ts';
import {
  addPieces,
  branchFiles,
  branchState,
  digestsIn,
  EVIDENCE_REF,
  expectPublished,
  flushEvidenceOnce,
  messages,
  pieceOf,
  published,
  repairsOf,
} from './evidence-scene.ts';
import { FAILURES, failAt } from './failing-store.ts';
import { useScene } from './scene.ts';

/** Evidence that is erased leaves the branch and its history, and nothing brings it back. */

const scene = useScene();

async function erased() {
  const { shop, ledger, pieces } = await published(scene);
  const digest = pieces[1]?.digest ?? '';
  const { head } = await branchState(scene.context, shop);
  expect(await scene.store.evidence.erase(ledger.id, [digest])).toEqual([digest]);
  return { shop, ledger, digest, head };
}

test('one commit without history takes the place of the branch, the rest of the evidence in it', async () => {
  const { shop, digest } = await erased();
  const before = branchFiles(shop);
  await flushEvidenceOnce(scene.context, shop);
  const after = branchFiles(shop);
  expect([...before.keys()].filter((path) => !after.has(path))).toEqual([paths.evidence(digest)]);
  expect(messages(shop)).toEqual(['evidence: 1 piece erased [skip ci]\n\n\nskip-checks: true']);
  await expectPublished(scene.context, shop);
  await flushEvidenceOnce(restarted(scene.context), shop);
  expect(await repairsOf(scene.context, shop)).toEqual([]);
});

test('the branch grows on from there', async () => {
  const { shop, ledger } = await erased();
  await addPieces(scene.context, ledger, [pieceOf('after')]);
  await flushEvidenceOnce(scene.context, shop);
  expect(messages(shop)).toHaveLength(2);
  await expectPublished(scene.context, shop);
});

test('whoever rewinds the branch to where it was does not bring it back, nor its history', async () => {
  const { shop, digest, head } = await erased();
  await flushEvidenceOnce(scene.context, shop);
  await scene.github.moveRef({ repository: shop.name, ref: EVIDENCE_REF, oid: head });
  expect(branchFiles(shop).has(paths.evidence(digest))).toBe(true);
  await flushEvidenceOnce(restarted(scene.context), shop);
  await expectPublished(scene.context, shop);
  expect(branchFiles(shop).has(paths.evidence(digest))).toBe(false);
  expect(messages(shop)).toHaveLength(1);
  expect(await repairsOf(scene.context, shop)).toEqual(['evidence.replaced']);
});

test('a deleted branch is restored without it', async () => {
  const { shop, digest } = await erased();
  await scene.github.moveRef({ repository: shop.name, ref: EVIDENCE_REF, oid: null });
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
  expect(branchFiles(shop).has(paths.evidence(digest))).toBe(false);
});

test('before it was ever published nothing is left to take away', async () => {
  const { shop, ledger } = await scene.begun();
  const piece = pieceOf('early');
  await addPieces(scene.context, ledger, [piece]);
  await scene.store.evidence.erase(ledger.id, [piece.digest]);
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
  expect(await branchState(scene.context, shop)).toMatchObject({ purge: false });
});

test.each(['before', 'after'] as const)('the answer lost %s it happened: tried again, said of nobody', async (when) => {
  const { shop, digest } = await erased();
  await scene.github.arm({ on: 'GRAPHQL updateRefs', action: { kind: 'reset', when } });
  await expect(flushEvidenceOnce(scene.context, shop)).rejects.toThrow();
  await flushEvidenceOnce(restarted(scene.context), shop);
  await expectPublished(scene.context, shop);
  expect(branchFiles(shop).has(paths.evidence(digest))).toBe(false);
  expect(messages(shop)).toHaveLength(1);
  expect(await repairsOf(scene.context, shop)).toEqual([]);
});

test.each(FAILURES)(
  '%s at any call of the store: gone in the end, and said of nobody',
  async (failure) => {
    const { shop, ledger, pieces } = await published(scene, 20);
    let at = 1;
    for (let failed = true; failed; at += 1) {
      await scene.store.evidence.erase(ledger.id, [pieces[at]?.digest ?? '']);
      const failing = failAt(scene.store, at, failure);
      await flushEvidenceOnce({ ...restarted(scene.context), store: failing.store }, shop).catch(() => undefined);
      failed = failing.failed;
      await endLeases(scene.database);
      await flushEvidenceOnce(restarted(scene.context), shop);
      await expectPublished(scene.context, shop);
      expect(await digestsIn(scene.context, shop, 'erased')).toHaveLength(at);
      expect(messages(shop)).toHaveLength(1);
    }
    expect(await repairsOf(scene.context, shop)).toEqual([]);
    expect(at).toBeGreaterThan(4);
  },
  120_000,
);
