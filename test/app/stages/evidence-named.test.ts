import { expect, test } from '@jest/globals';
import { findNamed } from '../../../src/app/stages/evidence-named.ts';
import { EVIDENCE_BRANCH } from '../../../src/ledger/layout.ts';
import { branchState, digestsIn, flushEvidenceOnce, kept, pieceOf } from './evidence-scene.ts';
import { type Shop, useScene } from './scene.ts';

const scene = useScene();

/** A decision whose evidence is published, and what it asks of the pieces that the database would have lost. */
async function lose(shop: Shop, unknown: readonly string[]) {
  const { head } = await branchState(scene.context, shop);
  const branch = scene.context.forge.ledgerBranch(shop.place, EVIDENCE_BRANCH);
  return { branch, since: [head ?? ''], unknown, commits: [await digestsIn(scene.context, shop, 'published')] };
}

test('entries name facts and policies, facts name what they use; nobody names anything else', async () => {
  const { shop, ledger } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  const parts = await kept(scene.context, shop);
  expect(parts.map(({ part }) => part).toSorted()).toEqual(expect.arrayContaining(['directory', 'facts', 'policy']));
  const all = parts.map(({ digest }) => digest);
  const stranger = pieceOf('mine').digest;
  const named = await findNamed(scene.context, ledger, await lose(shop, [stranger, ...all]));
  expect([...named].toSorted()).toEqual(all.toSorted());
});

test('a document is read only where something is missing without it', async () => {
  const { shop, ledger } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  const [facts = ''] = (await kept(scene.context, shop)).flatMap(({ part, digest }) =>
    part === 'facts' ? digest : [],
  );
  const lost = await lose(shop, [facts]);
  await scene.github.resetStats();
  expect([...(await findNamed(scene.context, ledger, lost))]).toEqual([facts]);
  expect((await scene.github.stats()).total).toBe(0);
});
