import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sign } from '../../../src/app/stages/sign.ts';
import { openCheckpoint } from '../../../src/ledger/checkpoint.ts';
import type { LedgerLease } from '../../../src/store/store.ts';
import { type Bench, endLeases, entryOf, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

async function decided(): Promise<LedgerLease> {
  const { ledger } = await newLedger(bench.context);
  await bench.store.ledgers.add(ledger.id, entryOf(bench.context, ledger, 1), []);
  return await decideAll(bench.context, ledger.id);
}

test('the note that was signed is stored, and is the same after a crash', async () => {
  const lease = await decided();
  const { id, origin } = lease.ledger;
  const note = await sign(bench.context, lease);
  expect((await bench.store.ledgers.checkpoint(id, 1))?.note).toBe(Buffer.from(note).toString());
  expect(await sign(bench.context, lease)).toEqual(note);
  const checkpoint = openCheckpoint(note, [bench.context.keys.signer(origin)]);
  expect(checkpoint).toMatchObject({ origin, size: 1 });
  expect(Buffer.from(checkpoint.root).toString('base64')).toBe(lease.ledger.decided.root);
});

test('only what is stored is signed', async () => {
  const lease = await decided();
  const { ledger } = lease;
  const dreamt = { ...lease, ledger: { ...ledger, decided: { ...ledger.decided, size: 2 } } };
  await expect(sign(bench.context, dreamt)).rejects.toThrow(/size 2 is not stored/);
});

test('whoever lost the lease shows nothing', async () => {
  const lease = await decided();
  await endLeases(bench.database);
  await bench.store.ledgers.take(lease.ledger.id, 'another process', 60_000);
  await expect(sign(bench.context, lease)).rejects.toMatchObject({ code: 'store.lease-lost' });
  expect((await bench.store.ledgers.checkpoint(lease.ledger.id, 1))?.note).toBeNull();
});
