import { describe, expect, test } from '@jest/globals';
import { draftDecision } from '../../../src/ledger/build.ts';
import type { DecisionStatement } from '../../../src/ledger/entries/decision.ts';
import { sealEntry } from '../../../src/ledger/entry.ts';
import { checkSchema, decisionFields, timeOf } from '../sample.ts';

function statement(verdict: 'allow' | 'deny'): DecisionStatement {
  const { statement: built } = sealEntry(draftDecision(decisionFields(3, verdict)), timeOf(3));
  return structuredClone(built) as unknown as DecisionStatement;
}

function problems(of: DecisionStatement, predicate: object): readonly string[] {
  return checkSchema('decision', 1, { ...of, predicate: { ...of.predicate, ...predicate } });
}

describe('a decision', () => {
  test('is a SLSA verification summary with our own field', () => {
    const { predicateType, predicate } = statement('allow');
    expect(predicateType).toBe('https://slsa.dev/verification_summary/v1');
    expect(predicate).toMatchObject({
      verifier: { id: 'https://countersign.example', version: { countersign: '0.1.0' } },
      timeVerified: timeOf(3),
      resourceUri: 'git+https://github.com/acme/shop',
      verificationResult: 'PASSED',
      slsaVersion: '1.2',
      countersign_decision: { verdict: 'allow', engine: 'countersign-policy/1' },
    });
    expect(problems(statement('allow'), {})).toEqual([]);
    expect(problems(statement('deny'), {})).toEqual([]);
  });

  test('cannot say yes in one place and no in another', () => {
    const [allow, deny] = [statement('allow'), statement('deny')];
    expect(problems(allow, { verificationResult: 'FAILED' })).not.toEqual([]);
    expect(problems(allow, { verifiedLevels: ['FAILED'] })).not.toEqual([]);
    expect(problems(allow, { verifiedLevels: ['ORG_SOURCE_A', 'FAILED'] })).not.toEqual([]);
    expect(problems(deny, { verificationResult: 'PASSED' })).not.toEqual([]);
    expect(problems(deny, { verifiedLevels: ['ORG_SOURCE_A'] })).not.toEqual([]);
    for (const verdict of ['pending', 'unknown', 'deny']) {
      expect(problems(deny, { countersign_decision: { ...deny.predicate.countersign_decision, verdict } })).toEqual([]);
      expect(
        problems(allow, { countersign_decision: { ...allow.predicate.countersign_decision, verdict } }),
      ).not.toEqual([]);
    }
  });

  test('on a merge group allows it only with all of its pull requests', () => {
    const allow = statement('allow');
    const decision = { ...allow.predicate.countersign_decision, kind: 'merge_group' };
    const among = (...verdicts: readonly string[]) =>
      problems(allow, {
        countersign_decision: { ...decision, members: verdicts.map((verdict, at) => ({ number: at + 1, verdict })) },
      });
    expect(among('allow', 'allow')).toEqual([]);
    for (const verdict of ['deny', 'pending', 'unknown']) expect(among('allow', verdict)).not.toEqual([]);
    expect(among()).not.toEqual([]);
    const findings = [{ ...statement('deny').predicate.countersign_decision.findings[0], change: 42 }];
    const denied = { ...statement('deny').predicate.countersign_decision, findings };
    expect(problems(statement('deny'), { countersign_decision: denied })).toEqual([]);
  });

  test('is closed, and names only levels of its own or of SLSA', () => {
    const allow = statement('allow');
    expect(problems(allow, { title: 'x' })).not.toEqual([]);
    expect(problems(allow, { verifiedLevels: ['BEST_SOURCE'] })).not.toEqual([]);
    expect(problems(allow, { inputAttestations: [] })).not.toEqual([]);
  });
});
