import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordRedaction } from '../../../src/app/erase/record-redaction.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { type Bench, newLedger, openBench, pendingOf } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

const ordered = { by: { id: 5, type: 'user' }, reason: 'law' } as const;
const digests = Array.from({ length: 100 }, (_, at) => sha256Hex(`evidence ${at}`));
const actsOf = (pending: Awaited<ReturnType<typeof pendingOf>>) =>
  pending.map(
    ({ statement }) =>
      (statement['predicate'] as { countersign_ledger: { evidence: readonly string[] } }).countersign_ledger,
  );

test('as many entries as it takes, and none twice', async () => {
  const { ledger } = await newLedger(bench.context);
  const first = await recordRedaction(bench.context, ledger, { ...ordered, digests: digests.slice(0, 90) });
  const acts = actsOf(await pendingOf(bench.context, ledger));
  expect(acts.map(({ evidence }) => evidence.length)).toEqual([40, 40, 10]);
  expect(acts.flatMap(({ evidence }) => evidence)).toEqual(digests.slice(0, 90));
  expect(acts[0]).toMatchObject({ act: 'redaction', by: { id: 5, type: 'user' }, reason: 'law' });
  expect(first).toHaveLength(3);

  expect(await recordRedaction(bench.context, ledger, { ...ordered, digests: digests.slice(85, 90) })).toEqual(
    first.slice(2),
  );
  const more = await recordRedaction(bench.context, ledger, { ...ordered, digests: digests.slice(85, 95) });
  expect(more).toEqual([first[2], expect.any(String)]);
  const pending = await pendingOf(bench.context, ledger);
  expect(pending.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  expect(actsOf(pending)[3]?.evidence).toEqual(digests.slice(90, 95));
});

test('nothing is no entry', async () => {
  const { ledger } = await newLedger(bench.context);
  expect(await recordRedaction(bench.context, ledger, { ...ordered, digests: [] })).toEqual([]);
  expect(await pendingOf(bench.context, ledger)).toEqual([]);
});

test('two people who are erased at the same moment are both in an entry', async () => {
  const { ledger } = await newLedger(bench.context);
  const { ledgers } = bench.store;
  let isFirst = true;
  const everyOf: typeof ledgers.everyOf = async (...asked) => {
    const before = await ledgers.everyOf(...asked);
    if (isFirst) await recordRedaction(bench.context, ledger, { ...ordered, digests: digests.slice(0, 2) });
    isFirst = false;
    return before;
  };
  const context = { ...bench.context, store: { ...bench.store, ledgers: { ...ledgers, everyOf } } };
  const ids = await recordRedaction(context, ledger, { ...ordered, digests: digests.slice(1, 4) });
  const pending = await pendingOf(bench.context, ledger);
  expect(actsOf(pending).map(({ evidence }) => evidence)).toEqual([digests.slice(0, 2), digests.slice(2, 4)]);
  expect(ids).toEqual(pending.map(({ id }) => id));
});
