import { expect, test } from '@jest/globals';
import { type Attesters, checkAttesters, findFault } from '../../src/policy/attesters.ts';
import type { AttestationFacts } from '../../src/policy/facts.ts';
import { attested, deploymentOf, makeDeployment } from './deployment-scenery.ts';
import { oid } from './scenery.ts';

const SLSA = 'https://slsa.dev/provenance/v1';
const site = 'https://github.com/acme';
const builder = `${site}/build/.github/workflows/release.yml@refs/tags/v2`;
const faultOf = (attesters: Attesters, attestation: AttestationFacts, attempt = 1) => {
  const deployment = deploymentOf({ run: { ...deploymentOf().run, attempt } });
  const predicate = { name: SLSA, test: (type: string) => type === SLSA };
  return findFault(attestation, { facts: makeDeployment(), deployment, attesters, predicate });
};
const stepOf = (...given: Parameters<typeof faultOf>) => faultOf(...given).step;

test('what fits', () => {
  expect(faultOf({}, attested())).toEqual({ step: null, found: null });
  const everything = {
    workflow: '.github/workflows/deploy.yml',
    builder: 'acme/shop/.github/workflows/deploy.yml@refs/heads/*',
    runner: 'github-hosted',
    run: 'this',
  } as const;
  expect(faultOf(everything, attested())).toEqual({ step: null, found: null });
});

test.each<[string, Attesters, AttestationFacts, string]>([
  ['of another type', {}, attested({ predicateType: `${SLSA}.1` }), 'predicate'],
  ['of another repository', {}, attested({ repositoryId: 2 }), 'repository'],
  ['of another commit', {}, attested({ commit: oid(11) }), 'commit'],
  ['of another run', {}, attested({ run: `${site}/shop/actions/runs/5010/attempts/1` }), 'run'],
  ['of a run elsewhere', {}, attested({ run: `${site}/shop2/actions/runs/501/attempts/1` }), 'run'],
  ['of an attempt that goes on', {}, attested({ run: `${site}/shop/actions/runs/501/attempts/1/x` }), 'run'],
  ['that is not proved', {}, { valid: false, why: 'expired' }, 'proof'],
  ['of another workflow', { workflow: '.github/workflows/release.yml' }, attested(), 'workflow'],
  [
    'of a workflow whose name goes on',
    { workflow: '.github/workflows/deploy.yml' },
    attested({ workflow: `${site}/shop/.github/workflows/deploy.yml@refs/heads/main.yml@refs/heads/main` }),
    'workflow',
  ],
  ['of another builder', { builder: 'acme/build/.github/workflows/*@refs/tags/v*' }, attested(), 'builder'],
  ['on another runner', { runner: 'github-hosted' }, attested({ runner: 'self-hosted' }), 'runner'],
])('an attestation %s', (_, attesters, attestation, step) => {
  expect(stepOf(attesters, attestation)).toBe(step);
  expect(faultOf(attesters, attestation).found).toEqual(expect.any(String));
});

test.each([
  ['acme/build/.github/workflows/release.yml@refs/tags/v2', true],
  ['acme/build/.github/workflows/release.yml@refs/tags/*', true],
  [['a/b', 'acme/*/.github/workflows/release.yml@refs/tags/v?'], true],
  ['acme/build/.github/workflows/release.yml@refs/tags/v', false],
  ['build/.github/workflows/release.yml@refs/tags/v2', false],
  ['acme/build/*', false],
] as const)('the builder %j is compared with the whole name', (glob, fits) => {
  expect(stepOf({ builder: glob }, attested({ builder }))).toBe(fits ? null : 'builder');
});

test('a builder of another site is none of ours', () => {
  const elsewhere = attested({ builder: builder.replace('github.com/', 'github.com.example/') });
  expect(stepOf({ builder: '**' }, elsewhere)).toBe('builder');
});

test('what an earlier attempt of the run has built is there still', () => {
  const of = (attempt: number) => attested({ run: `${site}/shop/actions/runs/501/attempts/${attempt}` });
  expect([1, 2, 3, 4, 0].map((attempt) => stepOf({}, of(attempt), 3))).toEqual([null, null, null, 'run', 'run']);
});

test('another run of the same commit, where any counts', () => {
  const earlier = attested({ run: `${site}/shop/actions/runs/500/attempts/1` });
  expect(stepOf({ run: 'any' }, earlier)).toBeNull();
  expect(stepOf({ run: 'any' }, { ...earlier, commit: oid(11) })).toBe('commit');
});

test('globs that cannot be used', () => {
  expect(checkAttesters({})).toEqual([]);
  expect(checkAttesters({ artifacts: 'a', builder: ['a', '!b'] })).toMatchObject([
    { path: ['builder', 1], code: 'policy.pattern' },
  ]);
  expect(checkAttesters({ artifacts: '[' })).toMatchObject([{ path: ['artifacts'], code: 'policy.pattern' }]);
});
