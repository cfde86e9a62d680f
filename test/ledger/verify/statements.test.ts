import { describe, expect, test } from '@jest/globals';
import { toBytes, toText } from '../../../src/base/bytes.ts';
import { draftDecision } from '../../../src/ledger/build.ts';
import { type Entry, sealEntry } from '../../../src/ledger/entry.ts';
import { StatementReader } from '../../../src/ledger/verify/statements.ts';
import { checkSchema, decisionFields, entryAt, genesisDraft, keyFrom, ORIGIN, policyDraft, timeOf } from '../sample.ts';

/** Codes and indexes of what is found in these entries. */
function found(...entries: readonly (Entry | Uint8Array)[]): readonly string[] {
  const reader = new StatementReader({ checkSchema, origin: ORIGIN });
  entries.forEach((entry, index) => reader.visit(index, entry instanceof Uint8Array ? entry : entry.bytes));
  return [...new Set(reader.problems().map(({ code, index }) => `${code} ${index}`))];
}

function replaced(entry: Entry, from: string | RegExp, to: string): Uint8Array {
  const text = toText(entry.bytes) ?? '';
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
    expect(found(genesis, replaced(entryAt(2), 'verification_summary/v1', 'verification_summary/v2'))).toEqual([
      'entry-schema 1',
    ]);
  });

  test('of a kind that has no schema yet', () => {
    const event = replaced(entryAt(2), /https:\/\/slsa.dev\/verification_summary\/v1/, 'urn:countersign:event:v1');
    expect(found(genesis, event)).toEqual(['entry-schema 1']);
  });

  test('whose id is not that of their subject', () => {
    expect(found(genesis, replaced(entryAt(2), '"n":1', '"n":2'))).toEqual(['entry-id 1']);
  });
});

describe('entries in their order', () => {
  test('the same id twice', () => {
    expect(found(genesis, entryAt(2), entryAt(2))).toEqual(['entry-duplicate 2']);
  });

  test('time that goes back; the same time is in order', () => {
    const at = (index: number, seconds: number): Entry =>
      sealEntry(draftDecision(decisionFields(index)), timeOf(seconds));
    expect(found(genesis, at(1, 5), at(2, 5), at(3, 4), at(4, 5))).toEqual(['time-decreased 3']);
    expect(found(genesis, at(1, 90), at(2, 5), at(3, 6), at(4, 4))).toEqual(['time-decreased 2', 'time-decreased 4']);
  });

  test('policy versions that do not rise', () => {
    const policy = (index: number, version: number): Entry => {
      const draft = policyDraft(index, version);
      return sealEntry(draft, timeOf(index));
    };
    expect(found(genesis, policy(1, 2), policy(2, 3))).toEqual([]);
    expect(found(genesis, policy(1, 3), policy(2, 2))).toEqual(['policy-version 2']);
  });

  test('a ledger begins with its genesis, and has one', () => {
    expect(found(entryAt(2))).toEqual(['genesis 0']);
    expect(found(genesis, genesis)).toEqual(['entry-duplicate 1', 'genesis 1']);
    const foreign = sealEntry(genesisDraft(keyFrom(1, 'other')), timeOf(0));
    expect(found(foreign)).toEqual(['entry-id 0', 'genesis 0']);
  });
});

describe('entries that were altered', () => {
  function read(...entries: readonly Entry[]): StatementReader {
    const reader = new StatementReader({ checkSchema, origin: ORIGIN });
    entries.forEach(({ bytes }, index) => reader.visit(index, bytes));
    return reader;
  }
  const decision = (index: number, seconds: number): Entry =>
    sealEntry(draftDecision(decisionFields(index)), timeOf(seconds));

  test('are not what others are measured by', () => {
    const reader = read(genesis, decision(1, 50), decision(2, 2), decision(3, 3));
    expect(reader.problems()).toMatchObject([{ code: 'time-decreased', index: 2 }]);
    expect(reader.problems(new Set([1]))).toEqual([]);
    expect(reader.problems(new Set([1, 2]))).toHaveLength(1);
  });

  test('pin nothing', () => {
    const reader = read(genesis);
    expect(reader.pins().isComplete).toBe(true);
    expect(reader.pins(new Set([0]))).toMatchObject({ isComplete: false, files: new Map() });
  });
});
