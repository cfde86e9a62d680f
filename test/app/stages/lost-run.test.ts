import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ABOUT_TO_CREATE } from '../../../src/app/stages/existing-run.ts';
import { markLostRun, rememberAdopted } from '../../../src/app/stages/lost-run.ts';
import { draftDecision } from '../../../src/ledger/build.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { decisionFields } from '../../ledger/sample.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const HEAD = 'a'.repeat(40);
const CHECK = 'countersign: main';

/** A ledger whose only entry decides about a commit. */
async function scene() {
  const { ledger } = await newLedger(bench.context);
  const { subject: about, ...fields } = decisionFields(1, 'allow');
  const draft = draftDecision({ ...fields, subject: about, origin: ledger.origin });
  await bench.store.ledgers.add(ledger.id, { ...draft, subject: JSON.stringify([about]), reports: null }, []);
  const mark = async (of: LedgerState = ledger) => {
    await markLostRun(bench.context, {
      ledger: of,
      repository: ledger.repository.id,
      about,
      head: HEAD,
      checkName: CHECK,
    });
    return await bench.store.reports.read(ledger.repository.id, HEAD, CHECK);
  };
  return { ledger, about, mark };
}

test('a commit that adopted entries decide about may have a run, which may be a success', async () => {
  const { ledger, mark } = await scene();
  await decideAll(bench.context, ledger.id);
  await rememberAdopted(bench.context, ledger, 1);
  expect(await mark()).toMatchObject({ runId: ABOUT_TO_CREATE, conclusion: 'success', digest: '' });
});

test('nothing was adopted, or the decision came later or is pending: nothing is marked', async () => {
  const never = await scene();
  await decideAll(bench.context, never.ledger.id);
  expect(await never.mark()).toBeNull();
  const later = await scene();
  await decideAll(bench.context, later.ledger.id);
  await rememberAdopted(bench.context, later.ledger, 0);
  expect(await later.mark()).toBeNull();
  const pending = await scene();
  await rememberAdopted(bench.context, pending.ledger, 1);
  expect(await pending.mark()).toBeNull();
});

test('a run that is known stays as it is', async () => {
  const { ledger, mark } = await scene();
  await decideAll(bench.context, ledger.id);
  await rememberAdopted(bench.context, ledger, 1);
  const known = {
    repository: ledger.repository.id,
    head: HEAD,
    checkName: CHECK,
    runId: 5,
    conclusion: null,
    digest: 'd',
  };
  await bench.store.reports.write(known);
  expect(await mark()).toEqual(known);
});
