import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { edgeAt, proveGrowth, rootAt } from '../../../src/app/stages/archive-proof.ts';
import { fromStored } from '../../../src/app/stages/stored.ts';
import { appendLeaves, rootOf } from '../../../src/ledger/merkle.ts';
import { verifyConsistency } from '../../../src/ledger/merkle-proof.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { type Bench, entryOf, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

const SIZE = 520; // two bundles and a tail
let bench: Bench;
let ledger: LedgerState;
let leaves: readonly Uint8Array[];
beforeAll(async () => {
  bench = await openBench();
  ({ ledger } = await newLedger(bench.context));
  for (let n = 1; n <= SIZE; n += 1) await bench.store.ledgers.add(ledger.id, entryOf(bench.context, ledger, n), []);
  await bench.store.ledgers.release(await decideAll(bench.context, ledger.id));
  leaves = (await bench.store.ledgers.leaves(ledger.id, 0, SIZE)).map(fromStored);
}, 60_000);
afterAll(async () => await bench.close());

test('what the archive proves, whoever has the roots can check', async () => {
  const root = rootOf(leaves);
  for (const oldSize of [0, 1, 255, 256, 257, 511, 512, 519, 520]) {
    const proof = await proveGrowth(bench.context, ledger, { oldSize, size: SIZE });
    expect(verifyConsistency({ oldSize, oldRoot: rootOf(leaves.slice(0, oldSize)), size: SIZE, root, proof })).toBe(
      true,
    );
    expect(proof.length).toBeLessThan(20);
  }
});

test('the root at any size', async () => {
  for (const size of [1, 2, 255, 256, 257, 512, 520])
    expect(await rootAt(bench.context, ledger, size)).toEqual(rootOf(leaves.slice(0, size)));
});

test('the right edge at any size', async () => {
  for (const size of [0, 1, 2, 255, 256, 257, 512, 520])
    expect(await edgeAt(bench.context, ledger, size)).toEqual(appendLeaves([], 0, leaves.slice(0, size)).edge);
});

test('an archive with a hole is a bug, never a proof', async () => {
  await expect(rootAt(bench.context, ledger, SIZE + 1)).rejects.toMatchObject({ code: 'internal.bug' });
});
