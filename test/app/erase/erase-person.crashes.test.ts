import { expect, test } from '@jest/globals';
import { asFault } from '../../../src/base/fault.ts';
import { endLeases, restarted } from '../stages/bench.ts';
import { branchFiles, flushEvidenceOnce } from '../stages/evidence-scene.ts';
import { FAILURES, type Failure, failAt } from '../stages/failing-store.ts';
import { flushOnce, readEntries, useScene, verifyBranch } from '../stages/scene.ts';
import { addLeaver, tell, tracesOf, withoutCompacting } from './scene-of-person.ts';

/** An erasure that fails at any call of the store, and the one that follows: nothing is left, and each document is named once. */

const scene = useScene();

test.each<[Failure, number]>(FAILURES.map((failure, at) => [failure, at]))(
  '%s: the same command again ends right',
  async (failure, first) => {
    const { shop, ledger } = await scene.begun();
    const context = withoutCompacting(scene.context);
    const digests: string[] = [];
    let [at, failed] = [1 + 2 * first, true];
    // Each of the failures begins at another call, and strides over some: together they meet every second one.
    for (; failed; at += 6) {
      const leaver = await addLeaver(scene.context, ledger);
      digests.push(...leaver.pieces.map(({ digest }) => digest));
      await flushOnce(scene.context, shop);
      await flushEvidenceOnce(scene.context, shop);
      const failing = failAt(context.store, at, failure);
      const failingContext = { ...restarted(context), store: failing.store };
      await tell(failingContext, { person: leaver.login }).catch((error: unknown) => {
        expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
      });
      failed = failing.failed;
      await endLeases(scene.database);
      await scene.database.query('update countersign.evidence_branch set lease_owner = null, lease_until = null');
      const told = await tell(restarted(context), { person: leaver.login });
      expect(told.at(-1)).toEqual({ told: 'end', remains: [] });
      const left = await scene.database.query(
        'select document from countersign.evidence where document ~* $1 union select value from countersign.memory where value ~* $1',
        [tracesOf(leaver)],
      );
      expect({ at, left }).toEqual({ at, left: [] });
      expect([...branchFiles(shop).values()].filter((text) => new RegExp(tracesOf(leaver), 'i').test(text))).toEqual(
        [],
      );
    }
    const named = (await readEntries(scene.context, shop)).flatMap(({ statement }) => {
      const predicate = statement['predicate'] as {
        countersign_ledger?: { act: string; evidence?: readonly string[] };
      };
      return predicate.countersign_ledger?.evidence ?? [];
    });
    expect(named.toSorted()).toEqual(digests.toSorted());
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
    expect(at).toBeGreaterThan(20);
  },
  120_000,
);
