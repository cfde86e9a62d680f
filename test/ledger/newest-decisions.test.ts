import { expect, test } from '@jest/globals';
import { draftDecision } from '../../src/ledger/build.ts';
import { type Entry, sealEntry } from '../../src/ledger/entry.ts';
import { findNewestDecisions } from '../../src/ledger/newest-decisions.ts';
import { decisionFields, entriesOf, headerOf, timeOf } from './sample.ts';

/** The decision about commit `commit`, as entry `index`, of a repository. */
function decide(commit: number, index: number, name = 'acme/shop'): Entry {
  const fields = { ...decisionFields(commit), header: { ...headerOf(index, index), repository: { id: 22, name } } };
  return sealEntry(draftDecision(fields), timeOf(index));
}

const find = (entries: readonly Entry[]): readonly number[] => findNewestDecisions(entries.map(({ bytes }) => bytes));

test('of each commit the newest, in the order of the ledger', () => {
  expect(find([decide(1, 1), decide(2, 2), decide(1, 3), decide(3, 4)])).toEqual([1, 2, 3]);
  expect(find([])).toEqual([]);
});

test('the same commit of two repositories is two', () => {
  expect(find([decide(1, 1), decide(1, 2, 'acme/fork'), decide(1, 3)])).toEqual([1, 2]);
});

test('only decisions count, and only entries that can be read', () => {
  expect(find(entriesOf(0, 4))).toEqual([2, 3]);
  expect(findNewestDecisions([new Uint8Array(), decide(1, 1).bytes])).toEqual([1]);
});
