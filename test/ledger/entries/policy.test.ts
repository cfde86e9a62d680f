import { expect, test } from '@jest/globals';
import type { PolicyStatement } from '../../../src/ledger/entries/policy.ts';
import { sealEntry } from '../../../src/ledger/entry.ts';
import { checkSchema, policyDraft, timeOf } from '../sample.ts';

function problems(predicate: Partial<PolicyStatement['predicate']>): readonly string[] {
  const { statement } = sealEntry(policyDraft(1, 3), timeOf(1));
  return checkSchema('policy', 1, { ...statement, predicate: { ...(statement['predicate'] as object), ...predicate } });
}

test('a policy entry says which version came into force, who changed it and what let it in', () => {
  expect(problems({})).toEqual([]);
  expect(
    problems({ layer: 'floor', commit: { gitCommit: 'a'.repeat(40) }, allowedBy: 'b'.repeat(32), changedBy: null }),
  ).toEqual([]);
});

test('versions count from 1', () => {
  expect(problems({ version: 0 })).not.toEqual([]);
});

test('names an outsider chose have no place in it', () => {
  expect(problems({ baseRefDigest: 'refs/heads/main' })).not.toEqual([]);
});
