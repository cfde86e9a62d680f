/** What runs have built, and what vouches for it, as REST shows them. */
import type { Artifact, Attestation } from '../attestations/records.ts';
import { nodeId } from '../node-id.ts';
import { type Repository, toGitHubTime, type World } from '../world.ts';
import type { Shape } from './owner.ts';
import { repositoryUrl } from './repository.ts';

const KEPT_DAYS = 90;

export function artifactShape(world: World, { id, run, name, digest, createdAt }: Artifact): Shape {
  const { repository, headSha, headBranch } = run.suite;
  const url = `${repositoryUrl(world, repository)}/actions/artifacts/${id}`;
  return {
    id,
    node_id: nodeId('artifact', id),
    name,
    size_in_bytes: 1_024,
    url,
    archive_download_url: `${url}/zip`,
    expired: false,
    digest,
    created_at: toGitHubTime(createdAt),
    updated_at: toGitHubTime(createdAt),
    expires_at: toGitHubTime(createdAt + KEPT_DAYS * 86_400_000),
    workflow_run: {
      id: run.id,
      repository_id: repository.id,
      head_repository_id: repository.id,
      head_sha: headSha,
      ...(headBranch === null ? {} : { head_branch: headBranch }),
    },
  };
}

export function attestationShape(repository: Repository, attestation: Attestation): Shape {
  const { id, bundle, initiator, isHidden } = attestation;
  return {
    repository_id: repository.id,
    bundle_url: `https://tmaproduction.blob.core.windows.net/attestations/${id}.json.sn`,
    initiator,
    ...(isHidden ? {} : { bundle }),
  };
}
