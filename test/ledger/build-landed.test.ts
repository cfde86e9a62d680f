import { describe, expect, test } from '@jest/globals';
import { draftLanded } from '../../src/ledger/build-landed.ts';
import type { LandedFields } from '../../src/ledger/entries/landed.ts';
import { sealEntry, WRITER_LIMIT_BYTES } from '../../src/ledger/entry.ts';
import { everyEntry, findNeedles, matchesFilter } from '../../src/ledger/entry-filter.ts';
import { viewEntry } from '../../src/ledger/entry-view.ts';
import { commitMessage } from '../../src/ledger/message.ts';
import { checkSchema, headerOf, ORIGIN, timeOf } from './sample.ts';

const oid = (n: number): string => n.toString(16).padStart(40, '0');
const entry = (n: number): string => n.toString(16).padStart(32, '0');
const landed: LandedFields = {
  how: 'merge',
  base: { refDigest: 'ab'.repeat(32) },
  before: oid(1),
  after: oid(4),
  result: 'covered',
  covered: [{ decision: entry(9), change: 42, commits: [oid(2), oid(3), oid(4)] }],
  uncovered: [],
};
const subject = {
  uri: `https://github.com/acme/shop/commit/${oid(4)}`,
  digest: { gitCommit: oid(4), gitTree: oid(5) },
};
const sealed = (fields: LandedFields) =>
  sealEntry(draftLanded({ origin: ORIGIN, header: headerOf(3), subject, landed: fields }), timeOf(3));
const fieldsOf = (of: ReturnType<typeof sealed>): LandedFields =>
  (of.statement['predicate'] as unknown as { readonly countersign_landed: LandedFields }).countersign_landed;

describe('what landed', () => {
  test.each<Partial<LandedFields>>([
    {},
    { how: 'delete', after: null, covered: [], result: 'uncovered' },
    { how: 'create', before: null },
    { how: 'force-push', removed: 3, uncovered: [oid(7)], result: 'uncovered' },
  ])('%j fits its schema', (fields) => {
    expect(checkSchema('landed', 1, sealed({ ...landed, ...fields }).statement)).toEqual([]);
  });

  test('a query finds it by what covers it, by the pull request and by the commit', () => {
    const { bytes } = sealed(landed);
    const view = viewEntry(3, bytes);
    expect(view).toMatchObject({ kind: 'landed', results: ['covered'], changes: [42], commit: oid(4) });
    const text = Buffer.from(bytes).toString();
    for (const wanted of [
      { kind: 'landed' },
      { result: 'covered' },
      { subject: { is: 'change', number: 42 } },
      { subject: { is: 'commit', prefix: oid(4).slice(0, 12) } },
    ] as const) {
      const filter = { ...everyEntry, ...wanted };
      expect(matchesFilter(filter, view)).toBe(true);
      for (const { anyOf } of findNeedles(filter)) expect(anyOf.some((part) => text.includes(part))).toBe(true);
    }
  });

  test('the commit that brings it says whether it is covered', () => {
    const { body } = commitMessage({ size: 4, root: new Uint8Array(32) }, [sealed(landed)]);
    expect(body.split('\n')[0]).toMatch(/^landed covered /);
  });

  test('of more commits than fit, those that nobody decided about stay longest, and all are counted', () => {
    const many = (from: number) => Array.from({ length: 60 }, (_, at) => oid(from + at));
    const covered = [
      { decision: entry(1), commits: many(100) },
      { decision: entry(2), change: 8, commits: many(200) },
    ];
    const cut = sealed({ ...landed, result: 'uncovered', covered, uncovered: many(300) });
    expect(cut.bytes.length).toBeLessThan(WRITER_LIMIT_BYTES);
    expect(checkSchema('landed', 1, cut.statement)).toEqual([]);
    const { covered: left, uncovered, omitted } = fieldsOf(cut);
    const named = left.reduce((sum, { commits }) => sum + commits.length, 0);
    expect({ covered: 120 - named, uncovered: 60 - uncovered.length }).toEqual(omitted);
    expect(uncovered).toEqual(many(300));
    expect(left.flatMap(({ commits }) => commits)).toEqual(many(200).slice(-named));
    const endless = Array.from({ length: 2_000 }, (_, at) => oid(at));
    const uncoveredOnly = fieldsOf(sealed({ ...landed, result: 'uncovered', covered: [], uncovered: endless }));
    expect(uncoveredOnly.omitted).toEqual({ covered: 0, uncovered: 2_000 - uncoveredOnly.uncovered.length });
    expect(uncoveredOnly.uncovered.at(-1)).toBe(endless.at(-1));
  });
});
