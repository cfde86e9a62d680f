import {
  type ArtifactFacts,
  type DeploymentFacts,
  type Facts,
  known,
  type ShippedCommit,
  unknown,
} from '../../src/policy/facts.ts';
import { artifact, attested, HOUR, makeDeployment, ran, shipped, sourceOf } from './deployment-scenery.ts';
import { attempt, job, workflowRun } from './machine-situations.ts';
import { type Changes, chen, dana, eli, MINUTE, review } from './scenery.ts';

/** Named deployments for the examples of the documentation. Tuesday, 2026-11-24T10:00:00Z. */
const tuesday = Date.UTC(2026, 10, 24, 10);

function make(deployment: Partial<DeploymentFacts> = {}, changes: Changes = {}): Facts {
  return makeDeployment(
    { ran: known([ran('staging', tuesday - 26 * HOUR)]), ...deployment },
    {
      observedAt: tuesday,
      reviews: known([review(chen)]),
      workflows: known([workflowRun('success', { event: 'push' })]),
      ...changes,
    },
  );
}

const pushed = { entry: 'b'.repeat(32), how: 'push', by: 5, at: tuesday - 10 * HOUR };
const bare = shipped(11, { decision: null, change: null, landed: pushed });
const builder = 'https://github.com/acme/build/.github/workflows/release.yml@refs/tags/v2';
const build = (...built: readonly ArtifactFacts[]): Facts => make({ artifacts: known(built) });
const bring = (...commits: readonly ShippedCommit[]): Facts => make({ source: known(sourceOf(...commits)) });

export const deploymentSituations: Readonly<Record<string, Facts>> = {
  shipped: make(),
  'shipped-soundly': make(
    {},
    {
      workflows: known([
        workflowRun('success', { event: 'push', attempt: known(attempt([job('test'), job('lint')])) }),
      ]),
    },
  ),
  'shipped-to-staging': make({ environment: 'staging' }),
  'shipped-to-Production': make({ environment: 'Production' }, { reviews: known([]) }),
  'shipped-unapproved': make({}, { reviews: known([]) }),
  'shipped-by-approver': make({ deployer: chen }),
  'shipped-ci-failed': make({}, { workflows: known([workflowRun('failure', { event: 'push' })]) }),
  'shipped-uncovered': bring(shipped(12), bare, shipped(10)),
  'shipped-late': bring(shipped(12), { ...bare, late: { entry: 'c'.repeat(32), by: 2 } }),
  'shipped-unread': make({ source: unknown('unavailable', 'the ledger could not be read') }),
  'shipped-before-record': make({ source: unknown('not-recorded', 'the push is not recorded yet') }),
  'shipped-from-side': make({ landedOn: known(['fix/rounding']) }),
  'shipped-by-other': make({ starter: eli }),
  'shipped-by-author': make({ deployer: dana, starter: dana }),
  'shipped-by-nobody': make({ deployer: null }),
  'shipped-again': make(
    {
      source: known(sourceOf(bare)),
      ran: known([ran('production', tuesday - 90 * HOUR, tuesday - 70 * HOUR)]),
    },
    { reviews: known([]) },
  ),
  'shipped-too-soon': make({ ran: known([ran('staging', tuesday - 10 * MINUTE)]) }),
  'shipped-after-a-moment': make({ ran: known([ran('staging', tuesday - HOUR, tuesday - 30 * MINUTE)]) }),
  'shipped-unattested': build(artifact('shop', { attestations: known([]) })),
  'shipped-nothing-built': build(),
  'shipped-foreign-build': build(
    artifact('shop', {
      attestations: known([attested({ repositoryId: 2, repository: 'https://github.com/acme/shop2' })]),
    }),
  ),
  'shipped-old-build': build(
    artifact('shop', {
      attestations: known([attested({ run: 'https://github.com/acme/shop/actions/runs/500/attempts/1' })]),
    }),
  ),
  'shipped-from-builder': build(artifact('shop', { attestations: known([attested({ builder, identity: builder })]) })),
  'shipped-listed': build(
    artifact('shop', {
      attestations: known([attested(), attested({ predicateType: 'https://spdx.dev/Document/v2.3' })]),
    }),
  ),
  'shipped-unproved': make({
    artifacts: unknown('not-configured', 'the server has no trusted roots: COUNTERSIGN_TRUSTED_ROOTS is not set'),
  }),
  'shipped-untried': make({ ran: known([]) }),
  'shipped-at-night': make({}, { observedAt: tuesday + 12 * HOUR }),
  'shipped-on-saturday': make({}, { observedAt: tuesday + 96 * HOUR }),
  'shipped-at-christmas': make({}, { observedAt: Date.UTC(2026, 11, 28, 10) }),
};
