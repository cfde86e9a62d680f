import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type EntryFilter, everyEntry, matchesFilter } from '../../src/ledger/entry-filter.ts';
import { everyTerm, termsAsked, termsOf } from '../../src/ledger/entry-terms.ts';
import { type EntryView, viewEntry } from '../../src/ledger/entry-view.ts';

/** Few values, so that what is asked for is often there. */
const word = fc.constantFrom('a', 'A', 'b', '7', 'passed', 'PASSED', 'SHOP-7', 'é');
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 2 });
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.array(values, { maxLength: 3 });
const number = fc.constantFrom(7, 42);
const commit = fc.constantFrom('1234abcd', '1234ffff', 'ab'.repeat(20), 'ab');
const ref = fc.constantFrom(
  'refs/pull/42/head',
  'refs/pull/42/merge',
  'refs/pull/7/head',
  'refs/heads/main',
  'refs/pull/x',
);
const uri = fc.constantFrom(
  `https://github.com/acme/shop/commit/${'ab'.repeat(20)}`,
  `https://github.com/acme/other/commit/${'ab'.repeat(20)}`,
  'https://github.com/acme/shop/commit/ab',
  'urn:x',
);
const repository = fc.constantFrom('acme/shop', 'ACME/shop', 'acme/other');

const views: fc.Arbitrary<EntryView> = fc.record({
  index: fc.constant(3),
  isReadable: fc.constant(true),
  id: fc.constant(null),
  time: fc.constant(null),
  kind: orNull(word),
  actor: orNull(fc.record({ id: orNull(number), type: fc.constant(null), login: orNull(word) })),
  subject: orNull(uri),
  commit: orNull(commit),
  refs: some(ref),
  changes: some(number),
  tickets: some(word),
  results: some(word),
  rules: some(word),
  repository: orNull(repository),
  repositoryId: fc.constantFrom(null, 7, 42),
  environment: orNull(word),
  artifacts: some(word),
});

const filters: fc.Arbitrary<EntryFilter> = fc.record({
  kind: orNull(word),
  actor: orNull(word),
  subject: orNull(
    fc.oneof(
      commit.map((prefix) => ({ is: 'commit', prefix }) as const),
      number.map((wanted) => ({ is: 'change', number: wanted }) as const),
      ref.map((name) => ({ is: 'ref', name }) as const),
      uri.map((wanted) => ({ is: 'uri', uri: wanted }) as const),
    ),
  ),
  result: orNull(word),
  rule: orNull(word),
  since: fc.constant(null),
  until: fc.constant(null),
  ticket: orNull(word),
  environment: orNull(word),
  artifact: orNull(word),
  repository: orNull(fc.array(repository, { minLength: 1, maxLength: 2 })),
  repositoryId: fc.constantFrom(null, 7, 42),
});

/** One part of a filter at a time, or nothing would ever fit. */
const single = fc
  .tuple(filters, fc.constantFrom(...(Object.keys(everyEntry) as (keyof EntryFilter)[])))
  .map(([filter, part]): EntryFilter => ({ ...everyEntry, [part]: filter[part] }));

test('whatever fits a filter is filed under every term that the filter asks for', () => {
  let fitting = 0;
  fc.assert(
    fc.property(views, fc.oneof(single, filters), (view, filter) => {
      if (!matchesFilter(filter, view)) return;
      fitting += 1;
      const filed = new Set(termsOf(view));
      expect(termsAsked(filter).every((anyOf) => anyOf.some((each) => filed.has(each)))).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(fitting).toBeGreaterThan(500);
});

test('what is filed under every term that a filter of one part asks for nearly always fits', () => {
  const near = { fits: 0, not: 0 };
  fc.assert(
    fc.property(views, single, (view, filter) => {
      const filed = new Set(termsOf(view));
      if (!termsAsked(filter).every((anyOf) => anyOf.some((each) => filed.has(each)))) return;
      near[matchesFilter(filter, view) ? 'fits' : 'not'] += 1;
    }),
    { numRuns: 2_000 },
  );
  // What does not: a commit or a page that begins alike, a ref of the same pull request.
  expect(near.not).toBeLessThan(near.fits / 4);
});

describe('terms', () => {
  test('are few, small numbers, each once', () => {
    const view: EntryView = {
      ...viewEntry(0, new Uint8Array()),
      subject: `https://github.com/acme/shop/commit/${'ab'.repeat(20)}`,
      commit: 'ab'.repeat(20),
      refs: ['refs/pull/42/head'],
      changes: [42],
      results: ['PASSED', 'passed'],
    };
    const terms = termsOf(view);
    expect(terms).toHaveLength(4); // every, commit, pull request, result
    expect(terms.every((each) => Number.isSafeInteger(each) && each >= 0 && each < 2 ** 48)).toBe(true);
  });
  test('of bytes that are no statement: only that they are there', () =>
    expect(termsOf(viewEntry(0, new Uint8Array()))).toEqual([everyTerm]));
  test('nothing asked for is everything', () => {
    expect(termsAsked(everyEntry)).toEqual([[everyTerm]]);
    expect(termsAsked({ ...everyEntry, subject: { is: 'commit', prefix: 'ab' } })).toEqual([[everyTerm]]);
  });
});
