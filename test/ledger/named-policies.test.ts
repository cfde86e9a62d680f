import { expect, test } from '@jest/globals';
import { draftDecision } from '../../src/ledger/build.ts';
import { NamedPolicies } from '../../src/ledger/named-policies.ts';
import { decisionFields, policyDraft } from './sample.ts';

const policy = policyDraft(1, 3).statement;
const digest = (policy['predicate'] as unknown as { readonly policy: { readonly digest: { readonly sha256: string } } })
  .policy.digest;

const fields = decisionFields(2);
const decisionBy = (...layers: (typeof fields.decision.layers)[number][]) =>
  draftDecision({ ...fields, decision: { ...fields.decision, layers } }).statement;

test('a decision names versions that came before it, each with its own digest', () => {
  const policies = new NamedPolicies();
  const named = decisionBy({ layer: 'repository', version: 3, digest });
  expect(policies.hasAllOf(named)).toBe(false);
  policies.visit(policy);
  policies.visit(named);
  expect(policies.hasAllOf(named)).toBe(true);
  expect(policies.hasAllOf(decisionBy())).toBe(true);
  expect(policies.hasAllOf(decisionBy({ layer: 'repository', version: 2, digest }))).toBe(false);
  expect(policies.hasAllOf(decisionBy({ layer: 'floor', version: 3, digest }))).toBe(false);
  const other = { layer: 'repository', version: 3, digest: { sha256: 'f'.repeat(64) } } as const;
  expect(policies.hasAllOf(decisionBy({ layer: 'repository', version: 3, digest }, other))).toBe(false);
});

test('what is no decision names nothing', () => {
  expect(new NamedPolicies().hasAllOf({})).toBe(false);
});
