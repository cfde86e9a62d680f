import { expect, test } from '@jest/globals';
import { judgeAttested } from '../../src/policy/attested.ts';
import type { Attesters } from '../../src/policy/attesters.ts';
import { type ArtifactFacts, type AttestationFacts, known, unknown } from '../../src/policy/facts.ts';
import { listOf, recordOf } from '../../src/policy/finding-data.ts';
import { artifact, attested, deploymentOf, makeDeployment } from './deployment-scenery.ts';
import { makeFacts, now, oid, policyOf } from './scenery.ts';

const policy = policyOf('{ provenance: {} }');
const SLSA = 'https://slsa.dev/provenance/v1';
const codes = {
  noDeployment: 'provenance.no-deployment',
  unread: 'provenance.unread',
  noArtifact: 'provenance.no-artifact',
  unattested: 'provenance.unattested',
  unproved: 'provenance.unproved',
  attested: 'provenance.attested',
} as const;
const asked = (attesters: Attesters) =>
  ({ name: 'provenance', codes, attesters, predicate: { name: SLSA, test: (type: string) => type === SLSA } }) as const;

function judge(attesters: Attesters, ...artifacts: readonly ArtifactFacts[]) {
  const facts = makeDeployment({ artifacts: known(artifacts) });
  return judgeAttested(asked(attesters), { facts, policy, at: now });
}

const of = (...attestations: readonly AttestationFacts[]): ArtifactFacts =>
  artifact('shop', { attestations: known(attestations) });
const stepOf = (attesters: Attesters, ...attestations: readonly AttestationFacts[]) => {
  const { truth, findings } = judge(attesters, of(...attestations));
  const rows = listOf(findings[0]?.data['rows']);
  return truth === 'met' ? 'met' : recordOf(rows[0])['step'];
};

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

test('one of them is enough; of those that do not fit, the one that comes nearest tells why', () => {
  const far: AttestationFacts = { valid: false, why: 'malformed' };
  const near = attested({ run: 'https://github.com/acme/shop/actions/runs/1/attempts/1' });
  const nearer = attested({ runner: 'self-hosted' });
  const hosted = { runner: 'github-hosted' } as const;
  expect(stepOf(hosted, far)).toBe('proof');
  expect(stepOf(hosted, far, near)).toBe('run');
  expect(stepOf(hosted, near, nearer, far)).toBe('runner');
  expect(stepOf(hosted, far, near, attested())).toBe('met');
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
  expect([finding?.data['count'], listOf(finding?.data['rows']).length]).toEqual([30, 20]);
});
