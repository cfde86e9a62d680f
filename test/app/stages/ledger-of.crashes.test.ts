import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { openLedger } from '../../../src/app/stages/ledger-of.ts';
import { asFault } from '../../../src/base/fault.ts';
import { flushAll, ledgerIn, openAudit, readStory, verifyIn } from './audit.ts';
import { endLeases, restarted } from './bench.ts';
import { type Failure, failAt } from './failing-store.ts';
import { useScene } from './scene.ts';

/**
 * A move there and one back, which fail at every second call of the store (both failures together at each), and what
 * follows: each move is said once, in both.
 */

const scene = useScene();

test.each<Failure>(['killed', 'unheard'])(
  '%s in the middle of a move',
  async (failure) => {
    const { shop } = await scene.begun();
    const audit = await openAudit(scene);
    const { place } = shop;
    const short = shop.name.split('/')[1] ?? '';
    /** True: it came to the call that fails. */
    const move = async (context: Context, at: number): Promise<boolean> => {
      const failing = failAt(scene.store, at, failure);
      await openLedger(restarted({ ...context, store: failing.store }), place).catch((error: unknown) => {
        expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
      });
      await endLeases(scene.database);
      // As long as it is not done, it is made up for by whoever comes next.
      const ledger = await openLedger(restarted(context), place);
      expect((await scene.store.homes.read(place.repository.id))?.ledger.id).toBe(ledger.id);
      await flushAll(restarted(context));
      return failing.failed;
    };

    let moves = 0;
    for (let at = failure === 'killed' ? 1 : 2, failed = true; failed; at += 2) {
      const there = await move(audit.context, at);
      const back = await move(scene.context, at);
      moves += 1;
      failed = there || back;
    }
    expect(moves).toBeGreaterThan(5);

    const own = await ledgerIn(scene.context, place.repository.id);
    const shared = await ledgerIn(scene.context, audit.id);
    const [genesis, policy, decision, ...left] = await readStory(scene.context, own);
    expect([genesis, policy, decision]).toEqual(['genesis', 'policy', 'decision'].map((word) => `${word} ${short}`));
    expect(left.filter((each) => !each.startsWith('start'))).toEqual(
      Array.from({ length: moves }, () => [`moved ${short}`, `resumed ${short}`]).flat(),
    );
    const [, resumed, carried, ...gone] = await readStory(scene.context, shared);
    expect([resumed, carried, ...gone].filter((each) => !each?.startsWith('start'))).toEqual([
      `resumed ${short}`,
      `policy ${short}`,
      `moved ${short}`,
      ...Array.from({ length: moves - 1 }, () => [`resumed ${short}`, `moved ${short}`]).flat(),
    ]);
    expect(own.endedBy).toBeNull();
    expect(shared.endedBy).toBe(own.origin);
    expect(await verifyIn(scene.context, shop, own.origin)).toMatchObject({ problems: [] });
    expect(await verifyIn(scene.context, audit, shared.origin)).toMatchObject({ problems: [] });
  },
  120_000,
);
