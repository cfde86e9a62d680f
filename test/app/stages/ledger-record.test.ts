import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findRecord, problemKey } from '../../../src/app/stages/ledger-record.ts';
import { draftDecision } from '../../../src/ledger/build.ts';
import type { LedgerState, NewEntry } from '../../../src/store/store.ts';
import { decisionFields } from '../../ledger/sample.ts';
import { type Bench, entryOf, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const HEAD = 'a'.repeat(40);

function decisionEntry({ origin }: LedgerState, verdict: 'allow' | 'deny'): NewEntry {
  const draft = draftDecision({ ...decisionFields(1, verdict), origin });
  return { ...draft, subject: JSON.stringify(draft.statement['subject']), reports: null };
}

async function scene(verdict: 'allow' | 'deny' = 'allow') {
  const { ledger } = await newLedger(bench.context);
  const entry = decisionEntry(ledger, verdict);
  await bench.store.ledgers.add(ledger.id, entry, []);
  const find = (id = entry.id) => findRecord(bench.context, { ledger: ledger.id, entry: id }, 'allow');
  return { ledger, find };
}

test('pending and decided entries wait; one that is published is recorded', async () => {
  const { ledger, find } = await scene();
  expect(await find()).toEqual({ state: 'waiting', notice: null });
  const lease = await decideAll(bench.context, ledger.id);
  expect(await find()).toEqual({ state: 'waiting', notice: null });
  await bench.store.ledgers.publish(lease, { size: 1, head: HEAD, at: 1 });
  const { owner, name } = ledger.repository;
  const url = `https://github.com/${owner}/${name}`;
  const { origin } = ledger;
  const { root } = lease.ledger.decided;
  expect(await find()).toEqual({ state: 'recorded', index: 0, size: 1, root, origin, url, quorum: { is: 'reached' } });
});

test('an entry behind the published size waits, although earlier ones stand on the branch', async () => {
  const { ledger, find } = await scene();
  const first = await decideAll(bench.context, ledger.id);
  await bench.store.ledgers.publish(first, { size: 1, head: HEAD, at: 1 });
  await bench.store.ledgers.release(first);
  const second = entryOf(bench.context, ledger, 2);
  await bench.store.ledgers.add(ledger.id, second, []);
  await decideAll(bench.context, ledger.id);
  expect(await find()).toMatchObject({ state: 'recorded', index: 0, size: 1 });
  expect(await find(second.id)).toMatchObject({ state: 'waiting' });
});

test('a green is never shown on an entry that says no', async () => {
  const { ledger, find } = await scene('deny');
  const lease = await decideAll(bench.context, ledger.id);
  await bench.store.ledgers.publish(lease, { size: 1, head: HEAD, at: 1 });
  expect(await find()).toEqual({ state: 'waiting', notice: null });
});

test('nothing was decided, or nobody knows the entry: it waits', async () => {
  const { find } = await scene();
  expect(await findRecord(bench.context, null, 'allow')).toEqual({ state: 'waiting', notice: null });
  expect(await find('0'.repeat(32))).toEqual({ state: 'waiting', notice: null });
});

test('whoever waits reads why', async () => {
  const { ledger, find } = await scene();
  const problem = { code: 'github.forbidden', message: 'no' };
  const key = problemKey(ledger.id);
  await bench.store.memory.set('ledger-problem', key, problem, 1);
  expect(await find()).toMatchObject({ notice: expect.stringContaining('(github.forbidden)') });
  await bench.store.memory.set('ledger-problem', key, 'nonsense', 2);
  expect(await find()).toEqual({ state: 'waiting', notice: null });
});

test('forgetting the problem of ledger 1 leaves that of ledger 12', async () => {
  for (const id of [1, 12]) await bench.store.memory.set('a-scope', problemKey(id), id, 1);
  await bench.store.memory.forget('a-scope', problemKey(1));
  expect((await bench.store.memory.list('a-scope', '')).map(({ value }) => value)).toEqual([12]);
});
