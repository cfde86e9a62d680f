import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mayName } from '../../../src/app/stages/ledger-names.ts';
import { type Bench, configOf, openBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const own = { installation: 7, repository: { id: 1, owner: 'acme', name: 'shop' } };
const shared = { installation: 7, repository: { id: 5, owner: 'acme', name: 'audit' } };

test('as the setting says', async () => {
  for (const [names, may] of [
    ['yes', true],
    ['no', false],
  ] as const) {
    const context = { ...bench.context, config: configOf({ COUNTERSIGN_LEDGER_NAMES: names }) };
    for (const ledger of [own, shared]) expect(await mayName(context, ledger, { id: 1, private: !may })).toBe(may);
  }
});

test('else by who can read the ledger: its repository counts, not the one that is judged', async () => {
  const { context, store } = bench;
  expect(await mayName(context, own, { id: 1, private: true })).toBe(true);
  expect(await mayName(context, own, { id: 1, private: false })).toBe(false);
  // Nobody knows: nobody is named.
  expect(await mayName(context, shared, { id: 1, private: true })).toBe(false);
  for (const isPrivate of [true, false]) {
    const host = { named: 'acme/audit', repository: shared.repository, isPrivate };
    await store.memory.set('ledger-host', '7.', host, 1);
    expect(await mayName(context, shared, { id: 1, private: !isPrivate })).toBe(isPrivate);
  }
  await store.memory.set('ledger-host', '7.', { named: 'x/y', repository: own.repository, isPrivate: true }, 1);
  expect(await mayName(context, shared, { id: 9, private: true })).toBe(false);
});
