import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addLedgerActs } from '../../../src/app/stages/ledger-acts.ts';
import { predecessorOf } from '../../../src/app/stages/predecessor.ts';
import { sign } from '../../../src/app/stages/sign.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('a ledger names where the one before it ended: what was published, not what was only decided', async () => {
  const { context, store } = bench;
  const { ledger } = await newLedger(context);
  expect(await predecessorOf(context, ledger)).toBeNull();
  await addLedgerActs(context, ledger);
  const lease = await decideAll(context, ledger.id);
  await sign(context, lease);
  const { origin, decided } = lease.ledger;
  await store.ledgers.publish(lease, { size: 1, head: 'a'.repeat(40), at: 0 });
  const successor = await store.ledgers.succeed(lease, { origin: `${origin}/2`, branch: 'countersign/ledger-2' });
  const key = context.keys.signer(origin).keyId;
  expect(await predecessorOf(context, successor)).toEqual({ origin, size: 1, root: decided.root, key });
});
