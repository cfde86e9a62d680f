import { expect, test } from '@jest/globals';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import type { Problem } from '../../../src/ledger/problem.ts';
import { type Prefix, Prefixes } from '../../../src/ledger/verify/prefixes.ts';
import { leavesOf } from '../sample.ts';

const right = Array.from({ length: 10 }, (_, at) => leafHash(Uint8Array.of(at)));
const other = new Uint8Array(32);
const isComplete = true;

/** Checkpoints at these sizes, each signed when its entries were right; commits are named by their size. */
function prefixes(...sizes: readonly number[]) {
  return sizes.map((size) => ({
    commit: `c${size}`,
    checkpoint: { origin: 'o', size, root: rootOf(right.slice(0, size)) },
  }));
}

function checkPrefixes(
  found: readonly Prefix[],
  of: { readonly leaves: readonly (Uint8Array | null)[]; readonly isComplete: boolean },
): readonly Problem[] {
  const checked = new Prefixes(leavesOf(of.leaves));
  for (const prefix of found) checked.add(prefix, of.isComplete);
  return checked.finish();
}

test('checkpoints over prefixes of the entries are right, in any order and more than once', () => {
  expect(checkPrefixes(prefixes(1, 4, 4, 3, 10), { leaves: right, isComplete })).toEqual([]);
  expect(checkPrefixes([], { leaves: right, isComplete })).toEqual([]);
});

test('the first checkpoint that does not fit tells when the altered entry was added', () => {
  const of = { leaves: right.with(3, other), isComplete };
  expect(checkPrefixes(prefixes(1, 3, 4, 10), of)).toMatchObject([{ code: 'entry-altered', index: 3, commit: 'c4' }]);
  const [range] = checkPrefixes(prefixes(1, 6, 10), of);
  expect(range).toMatchObject({ code: 'root-mismatch', index: null, commit: 'c6' });
  expect(range?.message).toContain('entries 1–5');
});

test('in a shallow clone the first commit tells nothing, a later one does', () => {
  const of = { leaves: right.with(3, other), isComplete: false };
  expect(checkPrefixes(prefixes(4, 10), of)).toEqual([]);
  expect(checkPrefixes(prefixes(3, 4, 10), of)).toMatchObject([{ index: 3 }]);
});

test('when the newest fits, older ones that do not are lies of their own', () => {
  const lie = { commit: 'c5', checkpoint: { origin: 'o', size: 5, root: other } };
  const found = checkPrefixes([...prefixes(4), lie, ...prefixes(10)], { leaves: right, isComplete });
  expect(found).toMatchObject([{ code: 'history-inconsistent', commit: 'c5' }]);
});

test('nothing is said beyond a missing entry, which is named elsewhere', () => {
  const leaves = [...right.slice(0, 4), null, ...right.slice(5)];
  expect(checkPrefixes(prefixes(4, 10), { leaves, isComplete })).toEqual([]);
});
