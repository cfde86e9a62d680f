import { expect, test } from '@jest/globals';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { asFault } from '../../../src/base/fault.ts';
import type { Json } from '../../../src/base/json.ts';
import type { DecisionStatement } from '../../../src/ledger/entries/decision.ts';
import { unpackFacts } from '../../../src/ledger/facts-document.ts';
import { endLeases, pendingOf, restarted } from './bench.ts';
import { type Failure, failAt } from './failing-store.ts';
import { type Change, flushOnce, readEntries, runThrough, type Shop, touch, useScene } from './scene.ts';

/** An evaluation that fails at any call of the store, and the one that follows: nothing twice, nothing lost. */

const scene = useScene();

const retitle = (shop: Shop, { number }: Change, title: string): Promise<unknown> =>
  scene.github.editPullRequest({ repository: shop.name, number, title, as: scene.sample.owner.login });

const decisions = async (shop: Shop) =>
  (await readEntries(scene.context, shop))
    .filter(({ kind }) => kind === 'decision')
    .map(({ statement }) => (statement as unknown as DecisionStatement).predicate);

/** Once with the failure, once more as the queue would. False: there was nothing left to fail. */
async function evaluateTwice(change: Change, at: number, failure: Failure): Promise<boolean> {
  await touch(scene.context, change);
  const failing = failAt(scene.store, at, failure);
  await evaluate({ ...restarted(scene.context), store: failing.store }, change.key).catch((error: unknown) => {
    expect(asFault(error).code).toBe('store.unavailable');
  });
  await endLeases(scene.database);
  await evaluate(restarted(scene.context), change.key);
  const { judged, generation } = (await scene.store.subjects.read(change.key)) ?? {};
  expect(judged).toBe(generation);
  return failing.failed;
}

test.each<Failure>(['unheard', 'killed'])(
  '%s: each verdict is recorded once, with all its evidence',
  async (failure) => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-0');
    await runThrough(scene.context, { shop, change });
    let at = 1;
    for (let failed = true; failed; at++) {
      await retitle(shop, change, at % 2 === 1 ? 'no ticket' : `SHOP-${at}`);
      failed = await evaluateTwice(change, at, failure);
    }
    await flushOnce(scene.context, shop);
    const recorded = await decisions(shop);
    const expected = Array.from({ length: at }, (_, round) => (round % 2 === 1 ? 'deny' : 'allow'));
    expect(recorded.map((each) => each.countersign_decision.verdict)).toEqual(expected);
    const { id } = await shop.ledger();
    const documents = new Map<string, Json>();
    /** With everything that it builds on. */
    const read = async (digest: string): Promise<void> => {
      const kept = await scene.store.ledgers.evidence(id, digest);
      if (kept === null) throw new Error(`there is no evidence ${digest}`);
      const document = JSON.parse(kept.document) as { readonly base?: string };
      documents.set(digest, document);
      if (document.base !== undefined && !documents.has(document.base)) await read(document.base);
    };
    for (const { inputAttestations } of recorded) {
      const digest = inputAttestations[0]?.digest.sha256 ?? '';
      await read(digest);
      const facts = unpackFacts(digest, (each) => documents.get(each) ?? null);
      const uses = (facts?.content['uses'] ?? {}) as Readonly<Record<string, string>>;
      expect(Object.keys(uses)).toContain('repository');
      for (const used of Object.values(uses)) await read(used);
    }
    expect(at).toBeGreaterThan(15);
  },
  60_000,
);

test('killed while the very first verdict is made: one policy version, one decision', async () => {
  let at = 1;
  for (let failed = true; failed; at++) {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    failed = await evaluateTwice(change, at, 'killed');
    expect((await pendingOf(scene.context, await shop.ledger())).map(({ kind }) => kind)).toEqual([
      'policy',
      'decision',
    ]);
  }
}, 60_000);
