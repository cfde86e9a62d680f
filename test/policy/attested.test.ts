import { describe, expect, test } from '@jest/globals';
import { type Attesters, judgeAttested } from '../../src/policy/attested.ts';
import { type ArtifactFacts, type AttestationFacts, known, unknown } from '../../src/policy/facts.ts';
import { artifact, attested, deploymentOf, makeDeployment } from './deployment-scenery.ts';
import { makeFacts, now, oid, policyOf } from './scenery.ts';

const policy = policyOf('{ provenance: {} }');
const SLSA = 'https://slsa.dev/provenance/v1';
const asked = (attesters: Attesters) =>
  ({ name: 'provenance', attesters, predicate: { name: SLSA, test: (type: string) => type === SLSA } }) as const;

function judge(attesters: Attesters, ...artifacts: readonly ArtifactFacts[]) {
  const facts = makeDeployment({ artifacts: known(artifacts) });
  return judgeAttested(asked(attesters), { facts, policy, at: now });
}

const of = (...attestations: readonly AttestationFacts[]): ArtifactFacts =>
  artifact('shop', { attestations: known(attestations) });
const stepOf = (attesters: Attesters, ...attestations: readonly AttestationFacts[]) => {
  const { truth, findings } = judge(attesters, of(...attestations));
  return truth === 'met' ? 'met' : (findings[0]?.data['rows'] as readonly { step: string }[])[0]?.step;
};

const site = 'https://github.com/acme';
const builder = `${site}/build/.github/workflows/release.yml@refs/tags/v2`;

test('what fits, with who built it', () => {
  expect(judge({}, of(attested())).findings).toEqual([
    {
      code: 'provenance.attested',
      truth: 'met',
      commits: [],
      data: {
        predicate: SLSA,
        commit: oid(12),
        run: 501,
        builder: null,
        workflow: null,
        runner: null,
        globs: null,
        all: 1,
        count: 1,
        rows: [
          {
            name: 'shop',
            digest: 'b'.repeat(64),
            builder: attested().builder,
            run: attested().run,
            authority: 'github',
            predicateType: SLSA,
          },
        ],
      },
    },
  ]);
});

describe('one of them is enough, and it has to fit whole', () => {
  test.each<[string, Attesters, AttestationFacts, string]>([
    ['of another type', {}, attested({ predicateType: `${SLSA}.1` }), 'predicate'],
    ['of another repository', {}, attested({ repositoryId: 2 }), 'repository'],
    ['of another commit', {}, attested({ commit: oid(11) }), 'commit'],
    ['of another run', {}, attested({ run: `${site}/shop/actions/runs/5010/attempts/1` }), 'run'],
    ['of a later attempt', {}, attested({ run: `${site}/shop/actions/runs/501/attempts/2` }), 'run'],
    ['of an attempt that goes on', {}, attested({ run: `${site}/shop/actions/runs/501/attempts/1/x` }), 'run'],
    ['of a run elsewhere', {}, attested({ run: `${site}/shop2/actions/runs/501/attempts/1` }), 'run'],
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
  ])('%s', (_, attesters, attestation, step) => {
    expect(stepOf(attesters, attestation)).toBe(step);
    expect(stepOf(attesters, { valid: false, why: 'malformed' }, attestation)).toBe(step);
    const fitting = attested({ workflow: `${site}/shop/${attesters.workflow ?? 'x'}@refs/heads/main`, builder });
    expect(stepOf(attesters, attestation, fitting)).toBe('met');
  });
});

test.each([
  ['acme/build/.github/workflows/release.yml@refs/tags/v2', true],
  ['acme/build/.github/workflows/release.yml@refs/tags/*', true],
  [['a/b', 'acme/*/.github/workflows/release.yml@refs/tags/v?'], true],
  ['acme/build/.github/workflows/release.yml@refs/tags/v', false],
  ['build/.github/workflows/release.yml@refs/tags/v2', false],
  ['acme/build/*', false],
] as const)('the builder %j is compared with the whole name', (glob, fits) => {
  expect(stepOf({ builder: glob }, attested({ builder }))).toBe(fits ? 'met' : 'builder');
});

test('a builder of another site is none of ours', () => {
  const elsewhere = attested({ builder: builder.replace('github.com/', 'github.com.example/') });
  expect(stepOf({ builder: '**' }, elsewhere)).toBe('builder');
});

test('what an earlier attempt of the run has built is there still', () => {
  const run = { ...deploymentOf().run, attempt: 3 };
  const facts = (attempt: number) =>
    makeDeployment({
      run,
      artifacts: known([of(attested({ run: `${site}/shop/actions/runs/501/attempts/${attempt}` }))]),
    });
  const truths = [1, 2, 3, 4].map(
    (attempt) => judgeAttested(asked({}), { facts: facts(attempt), policy, at: now }).truth,
  );
  expect(truths).toEqual(['met', 'met', 'met', 'unmet']);
});

test('another run of the same commit, where any counts', () => {
  const earlier = attested({ run: `${site}/shop/actions/runs/500/attempts/1` });
  expect(stepOf({ run: 'any' }, earlier)).toBe('met');
  expect(stepOf({ run: 'any' }, { ...earlier, commit: oid(11) })).toBe('commit');
});

test('every artifact that is asked for', () => {
  const bare = artifact('notes', { attestations: known([]) });
  const undigested = artifact('old', { digest: null });
  expect(judge({}, of(attested()), bare, undigested)).toMatchObject({
    truth: 'unmet',
    findings: [
      {
        code: 'provenance.unattested',
        data: {
          all: 3,
          count: 2,
          rows: [
            { name: 'notes', step: 'none' },
            { name: 'old', step: 'digest' },
          ],
        },
      },
      { code: 'provenance.attested', data: { count: 1 } },
    ],
  });
  expect(judge({ artifacts: ['sh*'] }, of(attested()), bare).truth).toBe('met');
});

test('no artifact at all, or none of this name', () => {
  expect(judge({}).findings).toMatchObject([{ code: 'provenance.no-artifact', truth: 'unmet', data: { count: 0 } }]);
  expect(judge({ artifacts: 'shop-*' }, of(attested())).findings).toMatchObject([
    { code: 'provenance.no-artifact', truth: 'unmet', data: { artifacts: ['shop'], globs: ['shop-*'] } },
  ]);
});

test.each(['no-root', 'not-shown'])('what nobody here can prove is not known: %s', (why) => {
  const strange: AttestationFacts = { valid: false, why };
  expect(judge({}, of(strange))).toMatchObject({ truth: 'unknown', findings: [{ code: 'provenance.unproved' }] });
  expect(judge({}, of(strange, attested())).truth).toBe('met');
});

test('what could not be read', () => {
  const unread = artifact('shop', { attestations: unknown('unavailable', 'GitHub failed') });
  expect(judge({}, unread)).toMatchObject({
    truth: 'unknown',
    findings: [{ code: 'provenance.unread', data: { why: 'unavailable', detail: 'GitHub failed' } }],
  });
  const { artifacts: _, ...older } = deploymentOf();
  for (const [facts, found] of [
    [makeDeployment({ artifacts: unknown('not-configured', 'x') }), { code: 'provenance.unread', truth: 'unknown' }],
    [
      { ...makeDeployment(), deployment: older },
      { code: 'provenance.unread', truth: 'unknown' },
    ],
    [makeFacts(), { code: 'provenance.no-deployment', truth: 'unknown' }],
  ] as const) {
    expect(judgeAttested(asked({}), { facts, policy, at: now }).findings).toMatchObject([found]);
  }
});

test('many are counted, and a few named', () => {
  const many = Array.from({ length: 30 }, (_, at) => artifact(`part-${at}`, { attestations: known([]) }));
  const [finding] = judge({}, ...many).findings;
  expect([finding?.data['count'], (finding?.data['rows'] as readonly unknown[]).length]).toEqual([30, 20]);
});
