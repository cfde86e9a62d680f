import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileEntries } from '../../../src/app/archive/file-entries.ts';
import { searchArchive } from '../../../src/app/archive/search-archive.ts';
import { type EntryFilter, everyEntry, matchesFilter } from '../../../src/ledger/entry-filter.ts';
import { viewEntry } from '../../../src/ledger/entry-view.ts';
import { entriesOf, timeOf } from '../../ledger/sample.ts';
import { type Bench, openBench } from '../stages/bench.ts';
import { archiveEntries } from './archived.ts';

const SIZE = 620;
const entries = entriesOf(0, SIZE);
const views = entries.map(({ bytes }, index) => viewEntry(index, bytes));

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await archiveEntries(bench, { from: 0, to: SIZE });
  await archiveEntries(bench, { from: 0, to: 3 });
  await fileEntries(bench.context);
}, 60_000);
afterAll(async () => await bench.close());

const search = async (filter: Partial<EntryFilter>, limit = Number.POSITIVE_INFINITY) => {
  const found: (readonly [string, number])[] = [];
  for await (const { origin, index } of searchArchive(bench.context, { filter: { ...everyEntry, ...filter }, limit }))
    found.push([origin, index]);
  return found;
};
/** What the filter itself says of every entry of both ledgers; those of one instant: the ledger that came last first. */
const expected = (filter: Partial<EntryFilter>): readonly number[] =>
  views
    .toReversed()
    .filter((view) => matchesFilter({ ...everyEntry, ...filter }, view))
    .flatMap(({ index }) => (index < 3 ? [index, index] : [index]));

test('everything, over all ledgers and pages, newest first', async () => {
  const found = await search({});
  expect(found.map(([, index]) => index)).toEqual(expected({}));
  expect(new Set(found.map(([origin]) => origin)).size).toBe(2);
  expect(await search({}, 3)).toEqual(found.slice(0, 3));
});

describe('the limit counts what fits, not what shares a term', () => {
  const commit = views[600]?.commit ?? '';
  test('a commit', async () => {
    expect(await search({ subject: { is: 'commit', prefix: commit } }, 1)).toEqual([[expect.any(String), 600]]);
    expect(await search({ subject: { is: 'commit', prefix: `${commit.slice(0, 4)}${'0'.repeat(36)}` } }, 1)).toEqual(
      [],
    );
  });
  test('an instant that no entry has', async () =>
    expect(await search({ since: timeOf(SIZE - 1), until: timeOf(SIZE) })).toHaveLength(1));
});

test('finds what the filter finds, whatever is asked', async () => {
  // Most conditions are left out most of the time: all of them together find nothing.
  const orNull = <T>(...values: readonly T[]): fc.Arbitrary<T | null> =>
    fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, { arbitrary: fc.constantFrom(...values), weight: 1 });
  const filters: fc.Arbitrary<EntryFilter> = fc.record({
    kind: orNull('policy', 'decision', 'alert'),
    actor: orNull('7', '0', 'dana'),
    subject: orNull<NonNullable<EntryFilter['subject']>>(
      { is: 'change', number: 42 },
      { is: 'commit', prefix: views[500]?.commit?.slice(0, 6) ?? '' },
      { is: 'uri', uri: views[500]?.subject ?? '' },
      { is: 'ref', name: 'refs/pull/42/head' },
    ),
    result: orNull('deny', 'PASSED', 'genesis'),
    rule: orNull('commits are signed by the people who made them'),
    since: orNull(timeOf(2), timeOf(400)),
    until: orNull(timeOf(2), timeOf(450)),
    ticket: orNull('SHOP-7'),
    environment: fc.constant(null),
    artifact: fc.constant(null),
    repository: orNull(['ACME/shop'], ['acme/shop', 'acme/other'], ['acme/other']),
    repositoryId: orNull(1, 2, views[500]?.repositoryId ?? 3),
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const indexes = (await search(filter)).map(([, index]) => index);
      expect(indexes).toEqual(expected(filter));
      found += indexes.length;
    }),
    { numRuns: 150 },
  );
  expect(found).toBeGreaterThan(100);
});
