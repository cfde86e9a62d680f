import { expect, test } from '@jest/globals';
import { type SbomSettings, sbom } from '../../../src/policy/conditions/sbom.ts';
import { known } from '../../../src/policy/facts.ts';
import { artifact, attested, makeDeployment } from '../deployment-scenery.ts';
import { now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ sbom: {} }');
const truthOf = (settings: SbomSettings, predicateType: string) => {
  const artifacts = known([artifact('shop', { attestations: known([attested({ predicateType })]) })]);
  return sbom.judge(settings, { facts: makeDeployment({ artifacts }), policy, at: now }).truth;
};

test.each([
  ['https://spdx.dev/Document', 'spdx'],
  ['https://spdx.dev/Document/v2.3', 'spdx'],
  ['https://cyclonedx.org/bom', 'cyclonedx'],
  ['https://cyclonedx.org/bom/v1.6', 'cyclonedx'],
] as const)('%s is %s', (type, format) => {
  const other = format === 'spdx' ? 'cyclonedx' : 'spdx';
  expect([truthOf({}, type), truthOf({ format }, type), truthOf({ format: other }, type)]).toEqual([
    'met',
    'met',
    'unmet',
  ]);
});

test.each([
  'https://slsa.dev/provenance/v1',
  'https://spdx.dev/Documents',
  'https://spdx.dev/Document/v2.3/more',
  'https://spdxxdev/Document',
  'x https://cyclonedx.org/bom',
  'https://cyclonedx.org/bom.example',
])('%s is no such list', (type) => expect(truthOf({}, type)).toBe('unmet'));

test('whoever attests has to fit as for provenance', () => {
  const artifacts = known([
    artifact('shop', {
      attestations: known([attested({ predicateType: 'https://cyclonedx.org/bom', repositoryId: 2 })]),
    }),
  ]);
  const outcome = sbom.judge({}, { facts: makeDeployment({ artifacts }), policy, at: now });
  expect(outcome.findings).toMatchObject([{ code: 'sbom.unattested', data: { rows: [{ step: 'repository' }] } }]);
});

test.each([
  ['{ format: swid }', '11 policy.schema "format" must be one of spdx, cyclonedx, any, not "swid"'],
  [
    '{ predicate: x }',
    '3 policy.schema unknown key "predicate" in "sbom": known are format, artifacts, builder, workflow, runner, run',
  ],
])('%s', (settings, expected) => {
  expect(problemsIn('sbom', settings)).toEqual([expected]);
});
