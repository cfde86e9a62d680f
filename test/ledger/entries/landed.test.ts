import { expect, test } from '@jest/globals';
import { draftLanded } from '../../../src/ledger/build-landed.ts';
import type { LandedFields } from '../../../src/ledger/entries/landed.ts';
import { checkSchema, headerOf, ORIGIN } from '../sample.ts';

const oid = 'a'.repeat(40);
const landed: LandedFields = {
  how: 'push',
  base: { refDigest: 'ab'.repeat(32) },
  before: oid,
  after: oid,
  result: 'uncovered',
  covered: [],
  uncovered: [oid],
};
const subject = { uri: `https://github.com/acme/shop/commit/${oid}`, digest: { gitCommit: oid } };
const header = { ...headerOf(1), actor: { id: 1004, type: 'user' as const } };

test.each([
  ['a way that nobody knows', { ...landed, how: 'teleport' }],
  ['the name of a branch', { ...landed, base: { name: 'main' } }],
  ['a decision without commits', { ...landed, covered: [{ decision: '0'.repeat(32), commits: [] }] }],
  ['a decision that is no entry', { ...landed, covered: [{ decision: 'yes', commits: [oid] }] }],
  ['something in between', { ...landed, result: 'perhaps' }],
  ['a message', { ...landed, message: 'fix' }],
  ['nothing removed, said so', { ...landed, removed: 0 }],
  ['the name of a tag', { ...landed, tag: { annotated: true, signature: 'valid', name: 'v1' } }],
  ['a signature that nobody knows', { ...landed, tag: { annotated: true, signature: 'pretty' } }],
  ['a rule that nobody knows', { ...landed, bypassed: { suite: 1, rules: ['haunted'] } }],
  ['a bypass of nothing that has a number', { ...landed, bypassed: { rules: [] } }],
  ['a time in words', { ...landed, at: 'yesterday' }],
])('%s does not fit', (_name, fields) => {
  const { statement } = draftLanded({ origin: ORIGIN, header, subject, landed });
  const timed = (of: unknown) => {
    const predicate = statement['predicate'] as { readonly countersign: object };
    const countersign = { ...predicate.countersign, time: '2026-11-22T08:00:00.000Z' };
    return JSON.parse(JSON.stringify({ ...statement, predicate: { countersign_landed: of, countersign } })) as unknown;
  };
  expect(checkSchema('landed', 1, timed(landed))).toEqual([]);
  expect(checkSchema('landed', 1, timed(fields))).not.toEqual([]);
});
