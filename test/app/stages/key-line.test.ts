import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { readActs, readKeys, toAct } from '../../../src/app/stages/key-line.ts';
import { addLedgerActs } from '../../../src/app/stages/ledger-acts.ts';
import { rotateKey } from '../../../src/app/stages/signing-keys.ts';
import { type Bench, entryOf, ledgerKey, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('the keys of a ledger are those that its entries name, pending ones after all others', async () => {
  const { context, store } = bench;
  const { ledger } = await newLedger(context);
  expect(await readKeys(context, ledger)).toEqual({ first: [], rotations: [], refused: [] });
  await addLedgerActs(context, ledger);
  await store.ledgers.add(ledger.id, entryOf(context, ledger, 1), []);
  const lease = await decideAll(context, ledger.id);
  await store.ledgers.release(lease);
  const keys = ledgerKeys(ledgerKey(2), { previous: ledgerKey(1) });
  await rotateKey({ ...context, keys }, lease.ledger);

  expect((await readActs(context, ledger)).map(({ index, act }) => [index, act['act']])).toEqual([
    [0, 'genesis'],
    [Number.MAX_SAFE_INTEGER, 'rotation'],
  ]);
  expect(await readKeys(context, ledger)).toMatchObject({
    first: [{ keyId: context.keys.signer(ledger.origin).keyId }],
    rotations: [{ index: Number.MAX_SAFE_INTEGER, to: { keyId: keys.signer(ledger.origin).keyId } }],
  });
});

test('an entry of another kind is no act', () => {
  expect(toAct({ predicate: { countersign_decision: {} } }, 3)).toEqual([]);
});
