import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type EntryFilter,
  everyEntry,
  findNeedles,
  isTooNew,
  isTooOld,
  matchesFilter,
} from '../../src/ledger/entry-filter.ts';
import { type EntryView, viewEntry } from '../../src/ledger/entry-view.ts';
import { entriesOf, timeOf } from './sample.ts';

const entries = entriesOf(0, 103).map(({ bytes }, index) => ({ bytes, view: viewEntry(index, bytes) }));
const find = (filter: Partial<EntryFilter>): readonly number[] =>
  entries.filter(({ view }) => matchesFilter({ ...everyEntry, ...filter }, view)).map(({ view }) => view.index);
const viewOf = (index: number): EntryView => entries[index]?.view ?? viewEntry(0, new Uint8Array());

describe('each question finds what fits, and nothing else', () => {
  const unusual: EntryView = {
    ...viewOf(2),
    actor: { id: 8, type: 'user', login: 'Dana' },
    refs: ['refs/heads/main'],
    tickets: ['SHOP-7'],
    environment: 'production',
    artifacts: ['a'.repeat(64)],
  };
  test.each<[string, Partial<EntryFilter>, readonly number[]]>([
    ['kind', { kind: 'policy' }, [1, 101]],
    ['subject, a pull request', { subject: { is: 'change', number: 42 } }, [42]],
    ['subject, a commit', { subject: { is: 'commit', prefix: viewOf(42).commit?.slice(0, 12) ?? '' } }, [42]],
    ['subject, a URI', { subject: { is: 'uri', uri: viewOf(42).subject ?? '' } }, [42]],
    ['subject, a ref', { subject: { is: 'ref', name: 'refs/pull/42/head' } }, [42]],
    ['since, the instant itself', { since: timeOf(101) }, [101, 102]],
    ['until, not the instant itself', { until: timeOf(2) }, [0, 1]],
    ['two at once', { kind: 'policy', since: timeOf(2) }, [101]],
    ['result, the act of a ledger entry', { result: 'genesis' }, [0]],
  ])('%s', (_name, filter, expected) => expect(find(filter)).toEqual(expected));

  test('result in the words of SLSA and in ours, in any case', () => {
    expect(find({ result: 'passed' })).toEqual(find({ result: 'ALLOW' }));
    expect(find({ result: 'passed' }).every((index) => index % 3 === 0)).toBe(true);
    expect(find({ rule: 'commits are signed by the people who made them' })).toEqual(find({ result: 'deny' }));
    expect(find({ rule: 'commits are signed' })).toEqual([]);
  });

  test.each<[string, Partial<EntryFilter>]>([
    ['actor by login, in any case', { actor: 'dANA' }],
    ['actor by id', { actor: '8' }],
    ['a ref', { subject: { is: 'ref', name: 'refs/heads/main' } }],
    ['ticket', { ticket: 'SHOP-7' }],
    ['environment', { environment: 'production' }],
    ['artifact', { artifact: 'a'.repeat(64) }],
  ])('%s', (_name, filter) => {
    expect(matchesFilter({ ...everyEntry, ...filter }, unusual)).toBe(true);
    // What an entry does not say never fits.
    expect(matchesFilter({ ...everyEntry, ...filter }, viewEntry(2, new Uint8Array()))).toBe(false);
    expect(matchesFilter({ ...everyEntry, ...filter }, viewOf(0))).toBe(false);
  });
});

const orNull = <T>(value: T): fc.Arbitrary<T | null> => fc.constantFrom(value, null);
/** A filter of which each part fits this entry. */
const fitting = (view: EntryView): fc.Arbitrary<EntryFilter> =>
  fc.record({
    kind: orNull(view.kind),
    actor: orNull(view.actor?.id === null ? null : String(view.actor?.id)),
    subject: fc.constantFrom(
      null,
      ...(view.commit === null ? [] : [{ is: 'commit', prefix: view.commit.slice(0, 7) } as const]),
      ...view.changes.map((number) => ({ is: 'change', number }) as const),
      ...view.refs.map((name) => ({ is: 'ref', name }) as const),
    ),
    result: fc.constantFrom(null, ...view.results, ...view.results.map((result) => result.toLowerCase())),
    rule: fc.constantFrom(null, ...view.rules),
    since: orNull(view.time),
    until: fc.constant(null),
    ticket: fc.constant(null),
    environment: fc.constant(null),
    artifact: fc.constant(null),
    repository: orNull(['another/one', view.repository?.toUpperCase() ?? '']),
    repositoryId: orNull(view.repositoryId ?? 7),
  });

test('what fits in every part matches, is not too old, and holds every needle', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...entries).chain(({ bytes, view }) => fitting(view).map((filter) => ({ bytes, view, filter }))),
      ({ bytes, view, filter }) => {
        expect(matchesFilter(filter, view)).toBe(true);
        expect(isTooOld(filter, view)).toBe(false);
        const text = Buffer.from(bytes).toString();
        for (const { anyOf, inAnyCase } of findNeedles(filter)) {
          const held = anyOf.some((needle) =>
            inAnyCase ? text.toLowerCase().includes(needle.toLowerCase()) : text.includes(needle),
          );
          expect({ anyOf, held }).toEqual({ anyOf, held: true });
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('what is compared in any case is looked for in any case, unless another alphabet has its own', () => {
  const any = (text: string) => [{ anyOf: [text], inAnyCase: true }];
  expect(findNeedles({ ...everyEntry, actor: 'Dana' })).toEqual(any('"Dana"'));
  expect(findNeedles({ ...everyEntry, result: 'passed' })).toEqual(any('"passed"'));
  expect(findNeedles({ ...everyEntry, result: 'é' })).toEqual([]);
  expect(findNeedles({ ...everyEntry, actor: '77' })).toEqual([{ anyOf: ['77'], inAnyCase: false }]);
});

test.each(['change', 'members'])('a pull request is looked for wherever an entry may name it: %s', (name) => {
  const part = name === 'change' ? '"change":42' : '"members":[{"number":42,"verdict":"allow"}]';
  const text = `{"predicate":{"countersign_decision":{${part}}},"predicateType":"x:y"}`;
  const filter: EntryFilter = { ...everyEntry, subject: { is: 'change', number: 42 } };
  expect(matchesFilter(filter, viewEntry(1, Buffer.from(text)))).toBe(true);
  expect(findNeedles(filter).every(({ anyOf }) => anyOf.some((needle) => text.includes(needle)))).toBe(true);
});

test('too old and too new are what since and until exclude', () => {
  const filter = { ...everyEntry, since: timeOf(10), until: timeOf(20) };
  const sides = [9, 10, 19, 20].map((at) => [isTooOld(filter, viewOf(at)), isTooNew(filter, viewOf(at))]);
  expect(sides).toEqual([
    [true, false],
    [false, false],
    [false, false],
    [false, true],
  ]);
});

test('asking for more never finds more', () => {
  const any = fc.constantFrom(...entries).chain(({ view }) => fitting(view));
  fc.assert(
    fc.property(any, fc.constantFrom('kind', 'actor', 'subject', 'result', 'rule', 'since'), (filter, dropped) => {
      const wider = find({ ...filter, [dropped]: null });
      expect(wider).toEqual(expect.arrayContaining([...find(filter)]));
    }),
    { numRuns: 50 },
  );
});

test('a rule is looked for as canonical JSON writes it', () => {
  expect(findNeedles({ ...everyEntry, rule: 'say "é"\\' })).toEqual([
    { anyOf: ['"say \\"é\\"\\\\"'], inAnyCase: false },
  ]);
  expect(findNeedles(everyEntry)).toEqual([]);
});
