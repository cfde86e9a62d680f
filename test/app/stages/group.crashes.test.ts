import { expect, test } from '@jest/globals';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { asFault } from '../../../src/base/fault.ts';
import type { Json } from '../../../src/base/json.ts';
import { evidenceIn } from '../../../src/ledger/evidence-names.ts';
import { readFacts } from '../../../src/ledger/facts-document.ts';
import { endLeases, restarted } from './bench.ts';
import { type Failure, failAt } from './failing-store.ts';
import { groupDecisions, openQueueShop, type Queued, runGroup, touchGroup } from './queue-scene.ts';
import { flushOnce, useScene } from './scene.ts';

/** The evaluation of a merge group that fails at any call of the store, and the one that follows. */

const scene = useScene();

/** Once with the failure, once more as the queue would. False: there was nothing left to fail. */
async function evaluateTwice(queued: Queued, at: number, failure: Failure): Promise<boolean> {
  await touchGroup(scene.context, queued);
  const failing = failAt(scene.store, at, failure);
  await evaluate({ ...restarted(scene.context), store: failing.store }, queued.key).catch((error: unknown) => {
    expect(asFault(error).code).toBe('store.unavailable');
  });
  await endLeases(scene.database);
  await evaluate(restarted(scene.context), queued.key);
  const { judged, generation } = (await scene.store.subjects.read(queued.key)) ?? {};
  expect(judged).toBe(generation);
  return failing.failed;
}

test.each(['unheard', 'killed'] as const)(
  '%s: each verdict on a group is recorded once, with all its evidence, and never green without it',
  async (failure) => {
    const shop = await openQueueShop(scene);
    const queued = await shop.queue('SHOP-0');
    await runGroup(scene.context, shop, queued);
    let at = 1;
    for (let failed = true; failed; at++) {
      const isAllowed = at % 2 === 0;
      await shop.retitle(queued.change, isAllowed ? `SHOP-${at}` : 'no ticket');
      failed = await evaluateTwice(queued, at, failure);
      await report(scene.context, queued.key);
      const [run] = await scene.github.checkRuns({ repository: shop.name, sha: queued.group.head });
      expect(run?.conclusion === 'success').toBe(false); // nothing of this round is on the branch
    }
    await flushOnce(scene.context, shop);
    const recorded = await groupDecisions(scene.context, shop);
    const expected = Array.from({ length: at }, (_, round) => (round % 2 === 1 ? 'deny' : 'allow'));
    expect(recorded.map((each) => each.countersign_decision.verdict)).toEqual(expected);
    const { id } = await shop.ledger();
    const kept = new Map<string, Json>();
    const collect = async (as: string, digest: string): Promise<void> => {
      if (kept.has(digest)) return;
      const document = JSON.parse((await scene.store.ledgers.evidence(id, digest))?.document ?? '') as Json;
      kept.set(digest, document);
      for (const named of evidenceIn(as, document)) await collect(named.as, named.digest);
    };
    for (const { inputAttestations } of recorded) {
      const digest = inputAttestations[0]?.digest.sha256 ?? '';
      await collect('group', digest);
      for (const facts of evidenceIn('group', kept.get(digest) ?? null))
        expect(readFacts(facts.digest, (each) => kept.get(each) ?? null)?.parts.get('change')).toMatchObject({});
    }
    expect(at).toBeGreaterThan(15);
  },
  60_000,
);
