import fc from 'fast-check';
import {
  type AttestationFacts,
  type DeploymentFacts,
  type Known,
  known,
  type Person,
  type ShippedCommit,
} from '../../src/policy/facts.ts';
import { artifact, attested, deploymentOf, ran, shipped, sourceOf } from './deployment-scenery.ts';
import { MINUTE, now } from './scenery.ts';

/** Random deployments that meet random policies often: few environments, few commits. */
const environment = fc.constantFrom('production', 'Production', 'staging');

const commit: fc.Arbitrary<Partial<ShippedCommit>> = fc.constantFrom(
  {},
  {},
  { decision: null },
  { decision: null, landed: null },
  { decision: null, late: { entry: 'c'.repeat(32), by: 2 } },
);

const run = fc
  .tuple(environment, fc.integer({ min: 0, max: 90 }), fc.option(fc.integer({ min: 0, max: 90 }), { nil: null }))
  .map(([name, ago, length]) => {
    const from = now - ago * MINUTE;
    return ran(name, from, length === null ? null : Math.min(now, from + length * MINUTE));
  });

const attestation = fc.constantFrom<AttestationFacts>(
  attested(),
  attested({ run: 'https://github.com/acme/shop/actions/runs/1/attempts/1' }),
  attested({ predicateType: 'https://cyclonedx.org/bom' }),
  { valid: false, why: 'no-root' },
  { valid: false, why: 'expired' },
);

const built = fc
  .tuple(fc.constantFrom('shop', 'notes'), fc.array(attestation, { maxLength: 2 }), fc.boolean())
  .map(([name, attestations, isNamed]) =>
    artifact(name, { attestations: known(attestations), ...(isNamed ? {} : { digest: null }) }),
  );

export function makeDeployments(person: fc.Arbitrary<Person | null>): fc.Arbitrary<DeploymentFacts> {
  return fc
    .record({
      environment,
      deployer: person,
      starter: person,
      landedOn: fc.uniqueArray(fc.constantFrom('main', 'release/1')).map((all) => known(all)),
      source: fc
        .array(commit, { maxLength: 3 })
        .map((all) => known(sourceOf(...all.map((changes, at) => shipped(12 - at, changes))))),
      ran: fc.array(run, { maxLength: 3 }).map((all) => known(all)),
      artifacts: fc.array(built, { maxLength: 2 }).map((all) => known(all)),
    })
    .map(deploymentOf);
}

/** A deployment of which each part that is read elsewhere is hidden or not. */
export function forgetDeployment(
  { deployment }: { readonly deployment?: DeploymentFacts },
  hide: <T>(fact: Known<T>) => Known<T>,
): { readonly deployment?: DeploymentFacts } {
  if (deployment === undefined) return {};
  const { landedOn, source, ran: before, artifacts } = deployment;
  return {
    deployment: {
      ...deployment,
      landedOn: hide(landedOn),
      source: hide(source),
      ran: hide(before),
      ...(artifacts === undefined ? {} : { artifacts: hide(artifacts) }),
    },
  };
}

export const deploymentLeaves = [
  '{ environment: production }',
  '{ environment: ["stag*"] }',
  '{ source: reviewed }',
  '{ source: { is: reviewed, late: allow } }',
  '{ landed_on: main }',
  '{ deployer: { in: [maintainers] } }',
  '{ deployer: { not_in: [release-managers] } }',
  '{ deployed: { to: staging } }',
  '{ deployed: { to: staging, for: 1h } }',
  '{ rollback: true }',
  '{ provenance: {} }',
  '{ provenance: { artifacts: shop, run: any } }',
  '{ sbom: { format: cyclonedx } }',
  '{ within: { days: sat } }',
  '{ within: { days: mon-fri, hours: 22:00-06:00, timezone: Europe/Paris } }',
] as const;
