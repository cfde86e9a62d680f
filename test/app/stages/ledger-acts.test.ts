import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { addLedgerAct, addLedgerActs } from '../../../src/app/stages/ledger-acts.ts';
import type { LedgerStatement } from '../../../src/ledger/entries/ledger.ts';
import { genesisFiles, pinFiles } from '../../../src/ledger/genesis.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { type Bench, configOf, newLedger, openBench, pendingOf } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const actsOf = async (ledger: LedgerState) =>
  (await pendingOf(bench.context, ledger)).map(
    ({ statement }) => (statement as unknown as LedgerStatement).predicate.countersign_ledger,
  );

/** Orders what is pending and gives the lease back. */
async function settle({ id }: LedgerState): Promise<LedgerState> {
  const lease = await decideAll(bench.context, id);
  await bench.store.ledgers.release(lease);
  return lease.ledger;
}

const withSettings = (settings: Readonly<Record<string, string>>): Context => ({
  ...bench.context,
  config: configOf(settings),
});

test('a ledger begins with its genesis, which pins key and files', async () => {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(bench.context, ledger);
  const [genesis, ...more] = await actsOf(ledger);
  expect(more).toEqual([]);
  expect(genesis).toMatchObject({ act: 'genesis', origin: ledger.origin });
  expect(genesis).toHaveProperty('keys', [bench.context.keys.vkey(ledger.origin)]);
  expect(genesis).toHaveProperty('files', pinFiles(genesisFiles(bench.context.keys.signer(ledger.origin))));
});

test('there is one genesis, however often the first flush is tried', async () => {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(bench.context, ledger);
  await addLedgerActs(withSettings({ COUNTERSIGN_LEDGER_WINDOW: '5' }), ledger);
  expect((await actsOf(ledger)).map(({ act }) => act)).toEqual(['genesis']);
});

test('a start is recorded when the app is another one than before, and only then', async () => {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(bench.context, ledger);
  const begun = await settle(ledger);
  await addLedgerActs(bench.context, begun);
  expect(await actsOf(ledger)).toEqual([]);

  const other = withSettings({ COUNTERSIGN_FLOOR: 'acme/policies' });
  await addLedgerActs(other, begun);
  await addLedgerActs(other, begun);
  expect(await actsOf(ledger)).toMatchObject([{ act: 'start', permissions: { checks: 'write' } }]);
});

test('neither a secret nor the place of the data tells two apps apart', async () => {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(bench.context, ledger);
  const begun = await settle(ledger);
  await addLedgerActs(withSettings({ WEBHOOK_SECRET: 'quite-another-secret', COUNTERSIGN_DATA: '/elsewhere' }), begun);
  expect(await actsOf(ledger)).toEqual([]);
});

test('acts are counted one after another, and the genesis comes before them', async () => {
  const { ledger } = await newLedger(bench.context);
  const repair = { act: 'repair', code: 'branch.changed', found: null, commits: [], restored: 1 } as const;
  await addLedgerAct(bench.context, ledger, repair);
  await addLedgerAct(bench.context, ledger, { ...repair, restored: 2 });
  expect(await actsOf(ledger)).toMatchObject([{ act: 'genesis' }, { restored: 1 }, { restored: 2 }]);
  const counted = (await pendingOf(bench.context, ledger)).map(({ n }) => n);
  expect(counted).toEqual([1, 2, 3]);
});

test('a start brings the schemas that the ledger has not, or not like this, and nothing else', async () => {
  const { ledger } = await newLedger(bench.context);
  // As an earlier version began it: one schema was another one, one kind was not known.
  const [changed, unknown] = ['schema/decision/1.json', 'schema/ledger/1.json'];
  const all = pinFiles(genesisFiles(bench.context.keys.signer(ledger.origin)));
  const files = { ...all, [changed]: 'ab'.repeat(32) };
  delete files[unknown];
  const app = { version: '0.0.1', configuration: { sha256: 'cd'.repeat(32) } };
  const keys = [bench.context.keys.vkey(ledger.origin)];
  await addLedgerAct(bench.context, ledger, {
    act: 'genesis',
    origin: ledger.origin,
    scope: 'repository',
    keys,
    files,
    app,
  });
  const begun = await settle(ledger);
  await addLedgerActs(bench.context, begun);
  const brought = { [changed]: all[changed], [unknown]: all[unknown] };
  expect(await actsOf(ledger)).toMatchObject([{ act: 'start', files: brought }]);
  expect(Object.keys((await actsOf(ledger))[0]?.['files' as never] ?? {})).toEqual([changed, unknown]);

  // A ledger that has all of them gets none: README and keys are not this version's to change.
  const later = await settle(begun);
  await addLedgerActs(withSettings({ COUNTERSIGN_FLOOR: 'acme/policies' }), later);
  expect((await actsOf(ledger)).map((act) => 'files' in act)).toEqual([false]);
});

test('what is said at the same moment is said one after the other', async () => {
  const { ledger } = await newLedger(bench.context);
  await addLedgerActs(bench.context, ledger);
  const repair = { act: 'repair', code: 'branch.changed', found: null, commits: [], restored: 1 } as const;
  const { ledgers } = bench.store;
  let isFirst = true;
  const newestOf: typeof ledgers.newestOf = async (...asked) => {
    const newest = await ledgers.newestOf(...asked);
    if (isFirst) await addLedgerAct(bench.context, ledger, { ...repair, restored: 2 });
    isFirst = false;
    return newest;
  };
  const store = { ...bench.store, ledgers: { ...ledgers, newestOf } };
  const id = await addLedgerAct({ ...bench.context, store }, ledger, repair);
  expect(await actsOf(ledger)).toMatchObject([{ act: 'genesis' }, { restored: 2 }, { restored: 1 }]);
  expect((await pendingOf(bench.context, ledger)).map((entry) => entry.id)[2]).toBe(id);
});
