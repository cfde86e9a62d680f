import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { showArchived } from '../../../src/app/control/show-archived.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { entryAt } from '../../ledger/sample.ts';
import { archiveEntries } from '../archive/archived.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

const ask = async (request: JsonObject) => (await showArchived(bench.context, request).next()).value;

test('an entry by its ledger and index, and how long the ledger is', async () => {
  const { origin } = await archiveEntries(bench, { from: 0, to: 3 });
  expect(await ask({ origin, index: 2 })).toEqual({ size: 3, bytes: Buffer.from(entryAt(2).bytes).toString() });
  expect(await ask({ origin, index: 3 })).toEqual({ size: 3, bytes: null });
  await expect(ask({ origin: `${origin}x`, index: 0 })).rejects.toMatchObject({ code: 'ledger.not-found' });
  await expect(ask({ origin, index: '0' })).rejects.toMatchObject({ code: 'cli.usage' });
});
