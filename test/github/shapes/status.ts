/** Commit statuses as REST and webhooks show them. */
import type { GitCommit } from '../git-contract.ts';
import { nodeId } from '../node-id.ts';
import { type CommitStatus, fullName, type Repository, toGitHubTime, type World } from '../world.ts';
import { commitShape } from './commit.ts';
import { ownerShape, type Shape } from './owner.ts';
import { repositoryUrl } from './repository.ts';

export function statusShape(world: World, repository: Repository, status: CommitStatus): Shape {
  return {
    id: status.id,
    node_id: nodeId('status', status.id),
    url: `${repositoryUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: null,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    ...times(status),
    creator: ownerShape(world, status.creator),
  };
}

/** As webhooks show it: around the commit, and without a word of who may be behind it besides the sender. */
export async function statusEventShape(
  world: World,
  repository: Repository,
  status: CommitStatus,
  commit: GitCommit,
): Promise<Shape> {
  const branches = await world.git.listRefs(repository.gitDir, 'refs/heads/');
  const url = `${repositoryUrl(world, repository)}/commits/${status.sha}`;
  return {
    id: status.id,
    sha: status.sha,
    name: fullName(repository),
    context: status.context,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    avatar_url: null,
    commit: commitShape(world, repository, commit),
    branches: branches
      .filter(({ oid }) => oid === status.sha)
      .map(({ name }) => ({
        name: name.slice('refs/heads/'.length),
        commit: { sha: status.sha, url },
        protected: false,
      })),
    ...times(status),
  };
}

function times({ createdAt }: CommitStatus): Shape {
  return { created_at: toGitHubTime(createdAt), updated_at: toGitHubTime(createdAt) };
}
