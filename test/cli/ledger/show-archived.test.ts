import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LedgerState } from '../../../src/store/store.ts';
import { archiveEntries } from '../../app/archive/archived.ts';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { entryAt } from '../../ledger/sample.ts';
import { runCli } from '../test-io.ts';

let bench: ControlBench;
let ledger: LedgerState;
beforeAll(async () => {
  bench = await openControlBench();
  ledger = await archiveEntries(bench, { from: 0, to: 3 });
}, 60_000);
afterAll(async () => await bench.close());

const show = (...args: readonly string[]) =>
  runCli(['ledger', 'show', '--archive', ...args], { environment: { COUNTERSIGN_DATA: bench.data } });

test('an entry by the origin of its ledger, exactly as its bytes', async () => {
  const { code, out } = await show(ledger.origin, '2', '--format', 'json');
  expect(code).toBe(0);
  expect(out).toContain(`,"entry":${Buffer.from(entryAt(2).bytes).toString()},"base64":null}`);
  expect(JSON.parse(out)).toMatchObject({ origin: ledger.origin, size: 3, ref: null, commit: null, verified: false });
  expect((await show(ledger.origin, '2')).out).toContain(`2 of 3 entries of ${ledger.origin}`);
});

test('behind its end, and a ledger that nobody knows', async () => {
  expect(await show(ledger.origin, '3')).toMatchObject({
    code: 1,
    out: expect.stringContaining('There is no entry 3'),
  });
  expect(await show('github.com/acme/none', '0')).toMatchObject({
    code: 2,
    err: expect.stringContaining('has no ledger'),
  });
});
