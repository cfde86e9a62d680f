import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commitSubject, draftDecision, LEVEL_POLICY_MET, ledgerSubject } from '../../src/ledger/build.ts';
import { sha256Hex } from '../../src/ledger/digest.ts';
import type { DecisionFinding, DecisionStatement } from '../../src/ledger/entries/decision.ts';
import { sealEntry, WRITER_LIMIT_BYTES } from '../../src/ledger/entry.ts';
import { checkSchema, decisionFields, entriesOf, timeOf } from './sample.ts';

function predicateOf(fields: Parameters<typeof draftDecision>[0]): DecisionStatement['predicate'] {
  const { statement, bytes } = sealEntry(draftDecision(fields), timeOf(9));
  expect(checkSchema('decision', 1, statement)).toEqual([]);
  expect(bytes.length).toBeLessThan(WRITER_LIMIT_BYTES);
  return (statement as unknown as DecisionStatement).predicate;
}

function withFindings(findings: readonly DecisionFinding[]) {
  const fields = decisionFields(9);
  return { ...fields, decision: { ...fields.decision, findings } };
}

const finding: DecisionFinding = {
  layer: 'floor',
  rule: 'a rule',
  enforce: 'block',
  state: 'unmet',
  codes: ['signed.unsigned'],
};

describe('subjects', () => {
  test('a commit is named as the SLSA source track names it', () => {
    const of = { repositoryUrl: 'https://github.com/acme/shop', commit: 'c0ffee', tree: 'beef' };
    expect(commitSubject({ ...of, sourceRefs: ['refs/pull/42/head'] })).toEqual({
      uri: 'https://github.com/acme/shop/commit/c0ffee',
      digest: { gitCommit: 'c0ffee', gitTree: 'beef' },
      annotations: { sourceRefs: ['refs/pull/42/head'] },
    });
    expect(commitSubject({ ...of, sourceRefs: [] })).not.toHaveProperty('annotations');
  });

  test('a ledger is named by its origin', () => {
    expect(ledgerSubject('a/b')).toEqual({ name: 'a/b', digest: { sha256: sha256Hex('a/b') } });
  });
});

describe('decisions', () => {
  test('levels are claimed for allow only', () => {
    const allow = { ...decisionFields(9, 'allow'), levels: ['ORG_SOURCE_TESTED'] };
    expect(predicateOf(allow).verifiedLevels).toEqual([LEVEL_POLICY_MET, 'ORG_SOURCE_TESTED']);
    expect(predicateOf({ ...decisionFields(9), levels: ['ORG_SOURCE_TESTED'] }).verifiedLevels).toEqual(['FAILED']);
  });

  test('what fits is whole and says nothing of omissions', () => {
    const { findings, omitted } = predicateOf(withFindings([finding])).countersign_decision;
    expect([findings, omitted]).toEqual([[finding], undefined]);
  });

  test('five hundred findings are cut to what fits, and the rest is counted', () => {
    const { findings, omitted } = predicateOf(
      withFindings(Array.from({ length: 500 }, () => finding)),
    ).countersign_decision;
    expect(findings.length).toBeGreaterThan(5);
    expect(omitted).toEqual({ findings: 500 - findings.length, approvals: 0 });
  });

  test('a merge group names its pull requests, a hundred of them as far as they fit', () => {
    const group = (count: number) => {
      const members = Array.from({ length: count }, (_, at) => ({ number: 10_000 + at, verdict: 'deny' as const }));
      const fields = withFindings(members.map(({ number }) => ({ ...finding, change: number })));
      return predicateOf({ ...fields, decision: { ...fields.decision, members } }).countersign_decision;
    };
    const few = group(5);
    expect([few.members?.length, few.findings.length, few.omitted]).toEqual([5, 5, undefined]);
    const many = group(100);
    expect(many.members?.length).toBeGreaterThan(5);
    expect(many.omitted).toEqual({
      findings: 100 - many.findings.length,
      approvals: 0,
      members: 100 - (many.members?.length ?? 0),
    });
  });

  test('any names of rules make an entry that fits', () => {
    const names = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 30 });
    fc.assert(
      fc.property(names, (rules) => {
        const { findings, omitted } = predicateOf(
          withFindings(rules.map((rule) => ({ ...finding, rule }))),
        ).countersign_decision;
        expect(findings.length + (omitted?.findings ?? 0)).toBe(rules.length);
      }),
      { numRuns: 50 },
    );
  });

  test('a decision of usual size leaves room', () => {
    expect(entriesOf(2, 3)[0]?.bytes.length).toBeLessThan(2_500);
  });
});

test('every entry of the sample ledger fits its schema', () => {
  for (const { kind, statement } of entriesOf(0, 210))
    expect([kind, ...checkSchema(kind, 1, statement)]).toEqual([kind]);
});
