/** What runs have built, and what vouches for it. */

import { runOfSuite } from '../actions/runs.ts';
import type { Attestation } from '../attestations/records.ts';
import { notFound } from '../server/github-error.ts';
import { forRepository, page, type RepositoryCall, type Route } from '../server/route.ts';
import { artifactShape, attestationShape } from '../shapes/artifact.ts';
import { byCursor } from './cursor.ts';

const SLSA = 'https://slsa.dev/provenance/';

export const attestationRoutes: readonly Route[] = [
  /** Of all attempts, newest first. */
  forRepository('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', ['actions', 'read'], async (call) => {
    const run = runOfSuite(call.repository.checkSuites, Number(call.path['run_id']));
    if (run === undefined) throw notFound();
    const { name } = call.query;
    const found = call.repository.artifacts.filter(
      (one) => one.run === run && (name === undefined || one.name === name),
    );
    return page(call, found.toReversed(), (list) => ({
      total_count: found.length,
      artifacts: list.map((one) => artifactShape(call.stage.world, one)),
    }));
  }),

  forRepository('GET /repos/{owner}/{repo}/attestations/{subject_digest}', ['attestations', 'read'], async (call) => {
    const digest = call.path['subject_digest'] ?? '';
    const found = call.repository.attestations.filter((one) => one.digests.includes(digest) && isWanted(call, one));
    if (found.length === 0) throw notFound();
    return byCursor(call, found.toReversed(), {
      cursorOf: ({ id }) => String(id),
      wrap: (shown) => ({ attestations: shown.map((one) => attestationShape(call.repository, one)) }),
    });
  }),
];

function isWanted({ query }: RepositoryCall, { predicateType }: Attestation): boolean {
  const asked = query['predicate_type'];
  return asked === undefined || (asked === 'provenance' ? predicateType.startsWith(SLSA) : predicateType === asked);
}
