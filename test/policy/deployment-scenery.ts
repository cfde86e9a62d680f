import {
  type ArtifactFacts,
  type AttestedFacts,
  type DeploymentFacts,
  type Facts,
  known,
  type RanFacts,
  type ShippedCommit,
  type SourceFacts,
} from '../../src/policy/facts.ts';
import { bo, type Changes, MINUTE, makeFacts, now, oid } from './scenery.ts';

/** A deployment for the tests of this room: bo brings dana's three commits, which all were decided, to production. */
export const HOUR = 60 * MINUTE;

export function shipped(number: number, changes: Partial<ShippedCommit> = {}): ShippedCommit {
  const decision = number.toString(16).padStart(32, 'd');
  const landed = { entry: number.toString(16).padStart(32, 'a'), how: 'merge', by: 1, at: now - 2 * HOUR };
  return { oid: oid(number), decision, change: 41, landed, late: null, ...changes };
}

/** Newest first, as the facts have them. */
export function sourceOf(...commits: readonly ShippedCommit[]): SourceFacts {
  return { since: { commit: oid(9), at: now - 70 * HOUR }, count: commits.length, commits };
}

export function ran(environment: string, from: number, until: number | null = null): RanFacts {
  return { environment, from, until };
}

/** As the job of this run attests what it has built. */
export function attested(changes: Partial<AttestedFacts> = {}): AttestedFacts {
  const repository = 'https://github.com/acme/shop';
  const workflow = `${repository}/.github/workflows/deploy.yml@refs/heads/main`;
  return {
    valid: true,
    predicateType: 'https://slsa.dev/provenance/v1',
    authority: 'github',
    issuer: 'https://token.actions.githubusercontent.com',
    identity: workflow,
    builder: workflow,
    runner: 'github-hosted',
    repository,
    repositoryId: 1,
    ownerId: 7,
    commit: oid(12),
    ref: 'refs/heads/main',
    workflow,
    workflowDigest: oid(12),
    run: `${repository}/actions/runs/501/attempts/1`,
    signedAt: now - 20 * MINUTE,
    ...changes,
  };
}

export function artifact(name: string, changes: Partial<ArtifactFacts> = {}): ArtifactFacts {
  return { name, digest: 'b'.repeat(64), attestations: known([attested()]), ...changes };
}

export function deploymentOf(changes: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    environment: 'production',
    id: 77,
    run: { id: 501, attempt: 1, workflow: '.github/workflows/deploy.yml', event: 'push' },
    deployer: bo,
    starter: bo,
    landedOn: known(['main']),
    source: known(sourceOf(shipped(12), shipped(11), shipped(10))),
    ran: known([ran('staging', now - 26 * HOUR)]),
    artifacts: known([artifact('shop')]),
    ...changes,
  };
}

export function makeDeployment(deployment: Partial<DeploymentFacts> = {}, changes: Changes = {}): Facts {
  return makeFacts({
    ...changes,
    kind: 'deployment',
    deployment: deploymentOf(deployment),
    change: { number: null, title: '', body: '', author: null, ...changes.change },
  });
}
