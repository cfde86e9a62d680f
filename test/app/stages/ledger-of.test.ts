import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLedger } from '../../../src/app/stages/ledger-of.ts';
import type { SubjectRef } from '../../../src/store/store.ts';
import { type Bench, configOf, openBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ config: configOf({ COUNTERSIGN_LEDGER_HOST: 'ledger.example' }) });
});
afterAll(() => bench.close());

const open = (repository: SubjectRef['repository'], installation = 7) =>
  openLedger(bench.context, { installation }, repository);

test('a ledger is named by the configured host and by what GitHub calls the repository', async () => {
  const ledger = await open({ id: 1, owner: 'acme', name: 'shop' });
  expect(ledger).toMatchObject({ origin: 'ledger.example/acme/shop', branch: 'countersign/ledger', installation: 7 });
  expect(ledger.decided.size).toBe(0);
});

test('a renamed repository keeps its ledger, and the ledger its origin', async () => {
  const before = await open({ id: 2, owner: 'acme', name: 'old' });
  const after = await open({ id: 2, owner: 'acme', name: 'new' });
  expect(after).toMatchObject({ id: before.id, origin: 'ledger.example/acme/old', repository: { name: 'new' } });
  // Installed anew: what is written from now on is written as this installation.
  expect(await open({ id: 2, owner: 'acme', name: 'new' }, 8)).toMatchObject({ id: before.id, installation: 8 });
});

test('another repository that takes the name does not get the ledger', async () => {
  await open({ id: 3, owner: 'acme', name: 'taken' });
  await expect(open({ id: 4, owner: 'acme', name: 'taken' })).rejects.toMatchObject({ code: 'ledger.inconsistent' });
});
