import type { Instant } from '../../base/clock.ts';
import { type ArtifactFacts, type AttestationFacts, type Known, known, unknown } from '../../policy/facts.ts';
import { verifyAttestation } from '../../signatures/attestation.ts';
import type { TrustRoot } from '../../signatures/trusted-roots.ts';
import type { Context } from '../context.ts';
import type { Place, RunArtifact } from '../ports.ts';

/** What a run has built so far, and what of its attestations can be proved. Without trusted roots GitHub is not asked. */
export async function artifactsOf(
  { forge, config, clock }: Pick<Context, 'forge' | 'config' | 'clock'>,
  { place, run }: { readonly place: Place; readonly run: number },
): Promise<Known<readonly ArtifactFacts[]>> {
  const roots = config.trustedRoots;
  if (roots === null)
    return unknown('not-configured', 'the server has no trusted roots: COUNTERSIGN_TRUSTED_ROOTS is not set');
  const artifacts = await forge.deployments.artifacts(place, run);
  if (!artifacts.known) return artifacts;
  const at = clock.now();
  const found: ArtifactFacts[] = [];
  for (const artifact of artifacts.value) {
    const bundles = artifact.digest === null ? known([]) : await forge.deployments.attestations(place, artifact.digest);
    found.push({
      ...artifact,
      attestations: bundles.known ? known(proveAll(bundles.value, { artifact, roots, at })) : bundles,
    });
  }
  return known(found);
}

interface Proving {
  readonly artifact: RunArtifact;
  readonly roots: readonly TrustRoot[];
  readonly at: Instant;
}

function proveAll(bundles: readonly unknown[], { artifact, roots, at }: Proving): readonly AttestationFacts[] {
  return bundles.map((bundle) =>
    bundle === null
      ? { valid: false, why: 'not-shown' }
      : verifyAttestation({ bundle, digest: artifact.digest ?? '', roots, at }),
  );
}
