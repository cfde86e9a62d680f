import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { addAlert } from '../../../src/app/stages/alert.ts';
import { headerOf } from '../../../src/app/stages/header.ts';
import { subjectText } from '../../../src/app/stages/known-policies.ts';
import { ledgerSubject } from '../../../src/ledger/build.ts';
import { alertSubject, draftAlert } from '../../../src/ledger/build-alert.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { type Bench, newLedger, openBench, pendingOf } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const found = 'c'.repeat(40);
const alertOf = (ledger: LedgerState, key = found) =>
  ({ code: 'branch.changed', about: ledgerSubject(ledger.origin), key, details: { found } }) as const;

const flushesOf = async ({ id }: LedgerState): Promise<number> => {
  const rows = await bench.database.query(
    "select 1 from countersign_jobs.job where name = 'flush' and data->>'key' = $1 and state < 'active'",
    [String(id)],
  );
  return rows.length;
};

test('an alert is a pending entry, a flush job, and a line in the log', async () => {
  const { ledger } = await newLedger(bench.context);
  const error = jest.fn();
  const context = { ...bench.context, log: { ...bench.context.log, error } };
  expect(await addAlert(context, ledger, { ...alertOf(ledger), from: ['ab'.repeat(16)] })).toBe(true);
  const [entry, ...more] = await pendingOf(bench.context, ledger);
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ kind: 'alert', n: 1 });
  expect(entry?.statement['predicate']).toMatchObject({
    countersign_alert: {
      act: 'opened',
      code: 'branch.changed',
      severity: 'critical',
      from: ['ab'.repeat(16)],
      details: { found },
    },
  });
  expect(await flushesOf(ledger)).toBe(1);
  expect(error).toHaveBeenCalledWith(
    expect.objectContaining({ code: 'branch.changed', ledger: ledger.id }),
    'Alert: branch.changed',
  );
});

test('the same irregularity is opened once, whether its entry is pending or has its index', async () => {
  const { ledger } = await newLedger(bench.context);
  await addAlert(bench.context, ledger, alertOf(ledger));
  expect(await addAlert(bench.context, ledger, alertOf(ledger))).toBe(false);
  expect(await pendingOf(bench.context, ledger)).toHaveLength(1);
  const lease = await decideAll(bench.context, ledger.id);
  await bench.store.ledgers.release(lease);
  expect(await addAlert(bench.context, lease.ledger, alertOf(ledger))).toBe(false);
  expect(await pendingOf(bench.context, ledger)).toEqual([]);
  expect(await addAlert(bench.context, lease.ledger, alertOf(ledger, 'd'.repeat(40)))).toBe(true);
});

test('two processes that find it at once write one entry', async () => {
  const { ledger } = await newLedger(bench.context);
  await Promise.all([1, 2, 3].map(() => addAlert(bench.context, ledger, alertOf(ledger))));
  expect(await pendingOf(bench.context, ledger)).toHaveLength(1);
});

test('the flush is asked for again where it may never have been', async () => {
  const { ledger } = await newLedger(bench.context);
  const queue = { ...bench.store.queue, send: () => Promise.reject(new Error('killed')) };
  const dying = { ...bench.context, store: { ...bench.store, queue } };
  await expect(addAlert(dying, ledger, alertOf(ledger))).rejects.toThrow('killed');
  expect([(await pendingOf(bench.context, ledger)).length, await flushesOf(ledger)]).toEqual([1, 0]);
  await addAlert(bench.context, ledger, alertOf(ledger));
  expect([(await pendingOf(bench.context, ledger)).length, await flushesOf(ledger)]).toEqual([1, 1]);
});

test('what was closed is opened again when it is found again', async () => {
  const { ledger } = await newLedger(bench.context);
  await addAlert(bench.context, ledger, alertOf(ledger));
  const [first] = await pendingOf(bench.context, ledger);
  const act = { act: 'closed', code: 'branch.changed', opened: first?.id ?? '', resolution: 'resolved' } as const;
  const header = headerOf(bench.context, { subject: ledger, n: 2, observed: '2026-11-21T12:00:00.000Z', guids: [] });
  const irregularity = alertOf(ledger);
  const draft = draftAlert({ origin: ledger.origin, irregularity, header, act });
  const subject = subjectText(alertSubject(irregularity));
  await bench.store.ledgers.add(ledger.id, { ...draft, subject, reports: null }, []);
  expect(await addAlert(bench.context, ledger, alertOf(ledger))).toBe(true);
  expect((await pendingOf(bench.context, ledger)).map(({ n }) => n)).toEqual([1, 2, 3]);
});
