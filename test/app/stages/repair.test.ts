import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Repair, sayRepair } from '../../../src/app/stages/repair.ts';
import { type Bench, newLedger, openBench, pendingOf } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const commit = (n: number): string => String(n).padStart(40, 'c');
const repair: Repair = {
  code: 'evidence.changed',
  before: commit(1),
  found: commit(2),
  commits: [commit(2)],
  restored: 3,
};

test('a repair is an entry and an open alert that names it, before anything is put right', async () => {
  const { ledger } = await newLedger(bench.context);
  await sayRepair(bench.context, ledger, repair);
  const [, said, alert] = await pendingOf(bench.context, ledger);
  const act = { act: 'repair', code: 'evidence.changed', found: commit(2), commits: [commit(2)], restored: 3 };
  expect(said?.statement['predicate']).toMatchObject({ countersign_ledger: act });
  expect(alert?.statement['predicate']).toMatchObject({
    countersign_alert: {
      act: 'opened',
      code: 'evidence.changed',
      from: [said?.id],
      details: { counts: { restored: 3 } },
    },
  });
});

test('as long as it cannot be put right it is said once; another hand is said again', async () => {
  const { ledger } = await newLedger(bench.context);
  for (let attempt = 0; attempt < 3; attempt += 1) await sayRepair(bench.context, ledger, repair);
  expect(await pendingOf(bench.context, ledger)).toHaveLength(3);
  await sayRepair(bench.context, ledger, { ...repair, before: commit(3), found: null, code: 'evidence.deleted' });
  expect(await pendingOf(bench.context, ledger)).toHaveLength(5);
});

test('no more than twenty commits are named', async () => {
  const { ledger } = await newLedger(bench.context);
  const commits = Array.from({ length: 30 }, (_, at) => commit(at));
  await sayRepair(bench.context, ledger, { ...repair, commits });
  const [, said] = await pendingOf(bench.context, ledger);
  const predicate = said?.statement['predicate'] as { countersign_ledger: { commits: readonly string[] } };
  expect(predicate.countersign_ledger.commits).toEqual(commits.slice(0, 20));
});
