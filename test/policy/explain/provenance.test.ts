import { expect, test } from '@jest/globals';
import { type ArtifactFacts, type AttestationFacts, known, unknown } from '../../../src/policy/facts.ts';
import { artifact, attested, makeDeployment } from '../deployment-scenery.ts';
import { makeFacts, oid } from '../scenery.ts';
import { explained } from './explained.ts';

const build = (...artifacts: readonly ArtifactFacts[]) => makeDeployment({ artifacts: known(artifacts) });
const of = (...attestations: readonly AttestationFacts[]) => artifact('shop', { attestations: known(attestations) });
const told = (requirement: string, ...artifacts: readonly ArtifactFacts[]) =>
  explained(requirement, build(...artifacts));

test('what is missing, and how to make it', () => {
  expect(told('{ provenance: {} }', of(), artifact('notes'))).toEqual({
    title: ['1 of 2 artifacts without an attestation that fits', 'an attestation is missing'],
    row: '1 of 2 artifacts without an attestation that fits: «shop»',
    looked: 'what the run has built, and its attestations',
    required:
      'an attestation of each artifact: of type `https://slsa.dev/provenance/v1`, by this repository, of commit `000000c`, by run 501',
    found: [
      '1 of 2 artifacts without an attestation that fits: «shop»',
      '«shop»: GitHub has no attestation of its digest',
    ],
    steps: [
      'In the job that builds, let `actions/attest-build-provenance` attest what `actions/upload-artifact` names as `artifact-digest`, before the job that deploys. Then start a new run.',
    ],
  });
});

test('everything that is demanded', () => {
  const demand =
    "{ provenance: { artifacts: 'shop*', run: any, workflow: .github/workflows/release.yml, builder: [acme/build/a, acme/build/b], runner: github-hosted } }";
  expect(told(demand, of()).required).toBe(
    'an attestation of each artifact named `shop*`: of type `https://slsa.dev/provenance/v1`, by this repository, of commit `000000c`, that began with `.github/workflows/release.yml`, signed by `acme/build/a` or `acme/build/b`, on a runner of GitHub',
  );
});

const workflow = '.github/workflows/release.yml';
test.each<[string, AttestationFacts, string]>([
  ['{ provenance: {} }', { valid: false, why: 'expired' }, 'its attestation does not hold (`expired`)'],
  [
    '{ provenance: {} }',
    attested({ predicateType: 'https://x.example' }),
    'only something else is attested: «https://x.example»',
  ],
  [
    '{ provenance: {} }',
    attested({ repositoryId: 2, repository: 'https://github.com/a/b' }),
    'it was attested by another repository: «https://github.com/a/b»',
  ],
  ['{ provenance: {} }', attested({ commit: oid(11) }), 'it was built from another commit: `000000b`'],
  ['{ provenance: {} }', attested({ run: 'https://x' }), 'it was built by another run: «https://x»'],
  [
    `{ provenance: { workflow: ${workflow} } }`,
    attested(),
    'the run began with another workflow: «https://github.com/acme/shop/.github/workflows/deploy.yml@refs/heads/main»',
  ],
  [
    '{ provenance: { builder: a } }',
    attested(),
    'it was signed by another workflow: «https://github.com/acme/shop/.github/workflows/deploy.yml@refs/heads/main»',
  ],
  [
    '{ provenance: { runner: github-hosted } }',
    attested({ runner: 'self-hosted' }),
    'it was built on another kind of runner: «self-hosted»',
  ],
])('%s, of what does not fit', (requirement, attestation, expected) => {
  expect(told(requirement, of(attestation)).found[1]).toBe(`«shop»: ${expected}`);
});

test('an artifact without a digest', () => {
  expect(told('{ provenance: {} }', artifact('old', { digest: null })).found[1]).toBe(
    '«old»: GitHub does not say its digest: upload it with actions/upload-artifact v4 or newer',
  );
});

test('a list of contents has its own words', () => {
  const { title, row, steps } = told('{ sbom: { format: spdx } }', of(attested()));
  expect(title).toEqual(['the artifact without an SBOM that fits', 'an SBOM is missing']);
  expect(row).toBe('the artifact without an SBOM that fits: «shop»');
  expect(steps[0]).toMatch(/let `actions\/attest-sbom` attest/);
});

test('met', () => {
  expect(told('{ provenance: {} }', of(attested())).row).toBe('the artifact has an attestation that fits: «shop»');
  expect(told('{ provenance: {} }', of(attested()), artifact('notes')).row).toBe(
    'both artifacts have an attestation that fits: «shop» and «notes»',
  );
});

test('nothing to look at', () => {
  expect(told('{ provenance: {} }')).toMatchObject({
    title: ['the run has no artifact to look at', 'an artifact is missing'],
    row: 'the run has no artifacts',
  });
  expect(told('{ provenance: { artifacts: [a, b] } }', of()).row).toBe(
    'no artifact of the run is named `a` or `b`, only «shop»',
  );
});

test('what is not known, and who can help', () => {
  const roots = [
    'Whoever runs the server names a file with trusted roots in `COUNTERSIGN_TRUSTED_ROOTS`, which this writes:',
    'gh attestation trusted-root > trusted_root.jsonl',
  ];
  expect(told('{ provenance: {} }', of({ valid: false, why: 'no-root' }))).toMatchObject({
    title: ['it is not known who vouches for the artifacts'],
    row: 'the artifact with an attestation that cannot be proved here: «shop»',
    found: [
      'the artifact with an attestation that cannot be proved here: «shop»',
      '«shop»: the server has no trusted root of the authority behind its attestation',
    ],
    steps: roots,
  });
  const hidden = told('{ provenance: {} }', of({ valid: false, why: 'not-shown' }));
  expect([hidden.found[1], hidden.steps]).toEqual(['«shop»: GitHub names its attestation, and does not show it', []]);
  const unset = makeDeployment({ artifacts: unknown('not-configured', 'no roots') });
  expect(explained('{ provenance: {} }', unset)).toMatchObject({
    row: 'what the run has built could not be read: «no roots»',
    required: 'an attestation of each artifact',
    steps: roots,
  });
  expect(explained('{ provenance: {} }', makeDeployment({ artifacts: unknown('unavailable', 'x') })).steps).toEqual([]);
  expect(explained('{ sbom: {} }', makeFacts())).toMatchObject({
    title: ['this is not a deployment'],
    row: 'it is not a deployment',
  });
});
