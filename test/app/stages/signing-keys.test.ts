import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { addLedgerActs } from '../../../src/app/stages/ledger-acts.ts';
import { pinsAtEnd } from '../../../src/app/stages/pinned-files.ts';
import { requireKey, requireSigner, rotateKey, signersAt } from '../../../src/app/stages/signing-keys.ts';
import { openCheckpoint, signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { type Bench, entryOf, ledgerKey, newLedger, openBench, pendingOf } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** The same app under the key of this seed, and the one before it. */
const under = (seed: number, previous: number | null = null): Context => ({
  ...bench.context,
  keys: ledgerKeys(ledgerKey(seed), { previous: previous === null ? null : ledgerKey(previous) }),
});

async function settle(ledger: LedgerState): Promise<LedgerState> {
  const lease = await decideAll(bench.context, ledger.id);
  await bench.store.ledgers.release(lease);
  return lease.ledger;
}

/** A ledger of one entry, begun under the key 1. */
async function begin(): Promise<LedgerState> {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(under(1), ledger);
  return await settle(ledger);
}

const idsAt = async (context: Context, ledger: LedgerState, size: number) =>
  (await signersAt(context, ledger, size)).map(({ keyId }) => keyId);
const idOf = (seed: number, { origin }: LedgerState): string => ledgerKeys(ledgerKey(seed)).signer(origin).keyId;

describe('a ledger under the previous key', () => {
  test('goes over to the new one by one entry, however often it is tried', async () => {
    const begun = await begin();
    expect((await rotateKey(under(2, 1), begun)).pending).toBe(begun.pending + 1);
    expect((await rotateKey(under(2, 1), begun)).pending).toBe(begun.pending);
    const pending = await pendingOf(bench.context, begun);
    expect(pending).toHaveLength(1);
    expect(pending[0]?.statement['predicate']).toMatchObject({
      countersign_ledger: {
        act: 'rotation',
        from: under(1).keys.vkey(begun.origin),
        to: under(2).keys.vkey(begun.origin),
      },
    });
    expect([...(await pinsAtEnd(bench.context, begun)).keys()]).toContain(`keys/${idOf(2, begun)}`);
  });

  test('is signed by the old key before that entry, by both from it on, and by the new one when the overlap is over', async () => {
    const begun = await begin();
    await rotateKey(under(2, 1), begun);
    expect(await idsAt(under(2, 1), begun, 1)).toEqual([idOf(1, begun)]);
    const rotated = await settle(begun);
    expect(await idsAt(under(2, 1), rotated, 1)).toEqual([idOf(1, begun)]);
    expect(await idsAt(under(2, 1), rotated, 2)).toEqual([idOf(2, begun), idOf(1, begun)]);
    expect(await idsAt(under(2), rotated, 2)).toEqual([idOf(2, begun)]);
    // A process that was not restarted yet has the old key alone, and signs nothing with it any more.
    await expect(idsAt(under(1), rotated, 2)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
    expect(await idsAt(under(1), rotated, 1)).toEqual([idOf(1, begun)]);
    // The next rotation leaves the first key out.
    await rotateKey(under(3, 2), rotated);
    const again = await settle(rotated);
    expect(await idsAt(under(3, 2), again, 3)).toEqual([idOf(3, begun), idOf(2, begun)]);
  });

  test('is refused where the old key is not configured, with the next step', async () => {
    const begun = await begin();
    await expect(requireKey(under(2), begun)).rejects.toMatchObject({
      code: 'ledger.inconsistent',
      message: expect.stringContaining(idOf(1, begun)),
      next: expect.stringContaining('COUNTERSIGN_LEDGER_KEY_PREVIOUS'),
    });
    await expect(rotateKey(under(3, 2), begun)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
    await expect(signersAt(under(3, 2), begun, 1)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
    await requireKey(under(1), begun);
    await requireKey(under(2, 1), begun);
  });
});

test('a ledger that began under the new key has nothing of the old one', async () => {
  const { ledger } = await newLedger(bench.context);
  await requireKey(under(2, 1), ledger);
  await addLedgerActs(under(2, 1), ledger);
  const begun = await settle(ledger);
  expect(await rotateKey(under(2, 1), begun)).toEqual(begun);
  expect(await idsAt(under(2, 1), begun, 1)).toEqual([idOf(2, begun)]);
});

test('a beginning that was thought of under a key that is gone is not continued under another', async () => {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(under(1), ledger);
  await expect(requireKey(under(2), ledger)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
});

test('a checkpoint by a key that gave way to another is believed by nobody who knows the entries', async () => {
  const begun = await begin();
  await rotateKey(under(2, 1), begun);
  await bench.store.ledgers.add(begun.id, entryOf(bench.context, begun, 1), []);
  const rotated = await settle(begun);
  const root = new Uint8Array(32);
  const by = (...seeds: readonly number[]) => {
    const signers = seeds.map((seed) => ledgerKeys(ledgerKey(seed)).signer(begun.origin));
    return openCheckpoint(signCheckpoint({ origin: begun.origin, size: rotated.decided.size, root }, signers), signers);
  };
  await requireSigner(under(2, 1), rotated, { entries: [], checkpoint: by(2) });
  await requireSigner(under(2, 1), rotated, { entries: [], checkpoint: by(1, 2) });
  await expect(requireSigner(under(2, 1), rotated, { entries: [], checkpoint: by(1) })).rejects.toMatchObject({
    code: 'ledger.inconsistent',
  });
});
