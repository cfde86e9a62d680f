import { expect, test } from '@jest/globals';
import { type ProvenanceSettings, provenance } from '../../../src/policy/conditions/provenance.ts';
import { known } from '../../../src/policy/facts.ts';
import { artifact, attested, makeDeployment } from '../deployment-scenery.ts';
import { now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ provenance: {} }');
const truthOf = (settings: ProvenanceSettings, predicateType: string) => {
  const artifacts = known([artifact('shop', { attestations: known([attested({ predicateType })]) })]);
  return provenance.judge(settings, { facts: makeDeployment({ artifacts }), policy, at: now }).truth;
};

test('SLSA provenance v1, unless another type is named', () => {
  expect(truthOf({}, 'https://slsa.dev/provenance/v1')).toBe('met');
  expect(truthOf({ predicate: 'slsa-provenance' }, 'https://slsa.dev/provenance/v1')).toBe('met');
  expect(truthOf({}, 'https://slsa.dev/provenance/v0.2')).toBe('unmet');
  expect(truthOf({}, 'https://slsa.dev/provenance/v1.1')).toBe('unmet');
});

test('any type by its URI, compared whole', () => {
  const predicate = 'https://in-toto.io/attestation/vulns/v0.1';
  expect(truthOf({ predicate }, predicate)).toBe('met');
  expect(truthOf({ predicate }, `${predicate}.2`)).toBe('unmet');
  expect(truthOf({ predicate }, 'https://slsa.dev/provenance/v1')).toBe('unmet');
});

test('who vouches is asked for as well', () => {
  const facts = makeDeployment();
  const judge = (settings: ProvenanceSettings) => provenance.judge(settings, { facts, policy, at: now }).truth;
  expect(judge({ workflow: '.github/workflows/deploy.yml', runner: 'github-hosted' })).toBe('met');
  expect(judge({ builder: 'acme/build/**' })).toBe('unmet');
});

test.each([
  ['true', '1 policy.schema "provenance" must be a map'],
  ['{ predicate: vulns }', '14 policy.schema "vulns" is not slsa-provenance or the URI of a predicate type'],
  ['{ workflow: deploy.yml }', '13 policy.schema "deploy.yml" is not a workflow file like .github/workflows/ci.yml'],
  ['{ runner: self-hosted }', '11 policy.schema "runner" must be one of github-hosted, any, not "self-hosted"'],
  ["{ builder: ['a', 'acme/['] }", '24 policy.pattern "[" is never closed'],
  ["{ artifacts: '!a' }", '15 policy.pattern a glob cannot begin with "!": use "none" or "not"'],
])('%s', (settings, expected) => {
  expect(problemsIn('provenance', settings)).toEqual([expected]);
});
