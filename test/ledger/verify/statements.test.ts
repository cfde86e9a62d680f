import { describe, expect, test } from '@jest/globals';
import { concatBytes, toBytes, toHex, toText } from '../../../src/base/bytes.ts';
import { draftDecision } from '../../../src/ledger/build.ts';
import { type Entry, sealEntry } from '../../../src/ledger/entry.ts';
import { type Depth, readStatements, type StatementsRead } from '../../../src/ledger/verify/statements.ts';
import { checkSchema, decisionFields, entryAt, genesisDraft, keyFrom, ORIGIN, policyDraft, timeOf } from '../sample.ts';

function read(entries: readonly (Entry | Uint8Array)[], depth: Depth = 'everything', first = 0): StatementsRead {
  const bytes = entries.map((entry) => (entry instanceof Uint8Array ? entry : entry.bytes));
  return readStatements({ first, entries: bytes, file: null }, { checkSchema, origin: ORIGIN, depth });
}

/** Codes and indexes of what is found in these entries. */
function found(...entries: readonly (Entry | Uint8Array)[]): readonly string[] {
  return [...new Set(read(entries).problems.map((one) => `${one.found.code} ${one.found.index}`))];
}

function replaced(entry: Entry | Uint8Array, from: string | RegExp, to: string): Uint8Array {
  const text = toText(entry instanceof Uint8Array ? entry : entry.bytes) ?? '';
  expect(text).toMatch(from);
  return toBytes(text.replace(from, to));
}

const genesis = entryAt(0);

describe('entries one by one', () => {
  test('as the app writes them', () => {
    expect(found(genesis, entryAt(1), entryAt(2), entryAt(101))).toEqual([]);
  });

  test('that are not canonical, or not JSON', () => {
    expect(found(genesis, replaced(entryAt(2), '{', '{ '), toBytes('x'))).toEqual([
      'entry-not-canonical 1',
      'entry-not-canonical 2',
    ]);
  });

  test('that do not fit their schema, or are of no kind', () => {
    expect(found(genesis, replaced(entryAt(2), '"n":1', '"n":1.5'))).toEqual(['entry-schema 1', 'entry-id 1']);
    expect(found(genesis, replaced(entryAt(2), '"predicateType":', '"predicateTypes":'))).toEqual(['entry-schema 1']);
  });

  test('of a kind that a later version writes are counted, and nothing is said against them', () => {
    const later = replaced(entryAt(2), 'verification_summary/v1', 'verification_summary/v2');
    const named = replaced(entryAt(3), 'https://slsa.dev/verification_summary/v1', 'urn:countersign:override:v1');
    const { problems, unknown, unread } = read([genesis, later, named]);
    expect(problems).toEqual([]);
    expect(unknown).toEqual(['https://slsa.dev/verification_summary/v2', 'urn:countersign:override:v1']);
    expect(unread).toEqual([1, 2]);
    expect(found(genesis, replaced(later, '{', '{ '))).toEqual(['entry-not-canonical 1']);
    expect(found(later)).toEqual(['genesis 0']);
  });

  test('above what readers accept, not UTF-8, or with what may not stand in an entry', () => {
    const long = toBytes(`{"a":"${'x'.repeat(65_535)}"}`);
    const latin = concatBytes(toBytes('{"a":"'), Uint8Array.of(0xe9), toBytes('"}'));
    expect(found(genesis, long, latin, toBytes('{"a":"\\u001b"}'), toBytes('{"1":2}'))).toEqual([
      'entry-not-canonical 1',
      'entry-not-canonical 2',
      'entry-not-canonical 3',
      'entry-not-canonical 4',
    ]);
  });

  test('whose id is not that of their subject', () => {
    expect(found(genesis, replaced(entryAt(2), '"n":1', '"n":2'))).toEqual(['entry-id 1']);
  });
});

describe('what tells about other entries', () => {
  test('times, within and at the ends; the same time is in order', () => {
    const at = (index: number, seconds: number): Entry =>
      sealEntry(draftDecision(decisionFields(index)), timeOf(seconds));
    expect(found(genesis, at(1, 5), at(2, 5), at(3, 4), at(4, 5))).toEqual(['time-decreased 3']);
    expect(found(genesis, at(1, 90), at(2, 5), at(3, 6), at(4, 4))).toEqual(['time-decreased 2', 'time-decreased 4']);
    const { times } = read([at(1, 5), toBytes('x'), at(3, 9)], 'everything', 7);
    expect(times).toEqual({ first: { index: 7, time: timeOf(5) }, last: { index: 9, time: timeOf(9) } });
    expect(read([toBytes('x')], 'everything', 7).times).toBeNull();
  });

  test('ids, also of entries that have a strange one', () => {
    const strange = replaced(entryAt(2), /"id":"[0-9a-f]{32}"/, '"id":"strange"');
    const { ids } = read([genesis, toBytes('x'), strange, strange]);
    expect(ids?.missing).toEqual([1]);
    expect(toHex(ids?.bytes.subarray(0, 16) ?? toBytes(''))).toBe(genesis.id);
    expect(ids?.bytes.subarray(32, 48)).toEqual(ids?.bytes.subarray(48, 64));
  });

  test('versions of policies, and acts of the ledger', () => {
    const { policies, acts } = read([genesis, sealEntry(policyDraft(1, 3), timeOf(1))]);
    expect(policies).toEqual([{ index: 1, of: expect.stringContaining('"repository"'), version: 3 }]);
    expect(acts).toMatchObject([{ index: 0, entry: { kind: 'ledger' } }]);
  });

  test('the genesis stands first, and nowhere else', () => {
    expect(found(entryAt(2))).toEqual(['genesis 0']);
    expect(found(genesis, genesis)).toEqual(['genesis 1']);
    expect(found(sealEntry(genesisDraft(keyFrom(1, 'other')), timeOf(0)))).toEqual(['entry-id 0', 'genesis 0']);
  });
});

test('bytes alone: what the ledger says about itself is read all the same', () => {
  const broken = toBytes('x');
  expect(read([genesis, broken, entryAt(1)], 'bytes')).toMatchObject({
    problems: [],
    acts: [{ index: 0 }],
    policies: [],
    served: [],
  });
  expect(read([broken], 'bytes').problems).toHaveLength(1);
  expect(read([broken], 'bytes', 256).problems).toHaveLength(0);
});
