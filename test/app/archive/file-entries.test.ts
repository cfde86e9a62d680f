import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileEntries } from '../../../src/app/archive/file-entries.ts';
import { everyEntry } from '../../../src/ledger/entry-filter.ts';
import { termsAsked } from '../../../src/ledger/entry-terms.ts';
import { type Bench, openBench } from '../stages/bench.ts';
import { archiveEntries } from './archived.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

const find = async (filter: Partial<typeof everyEntry>) =>
  await bench.store.search.find({
    terms: termsAsked({ ...everyEntry, ...filter }),
    since: null,
    until: null,
    after: null,
    limit: 1_000,
  });

test('files what is decided, as many as wanted, each once, however often and by however many it is asked', async () => {
  await archiveEntries(bench, { from: 0, to: 300 });
  await archiveEntries(bench, { from: 0, to: 5 });
  await fileEntries(bench.context, 120);
  expect((await find({})).length).toBe(120);
  await Promise.all([fileEntries(bench.context), fileEntries(bench.context)]);
  expect((await find({})).length).toBe(305);
  expect(await bench.store.search.behind(10)).toEqual([]);
  expect((await find({ kind: 'policy' })).map(({ index }) => index)).toEqual([201, 101, 1, 1]);
});
