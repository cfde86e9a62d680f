/** Commit statuses: whoever may write sets one, under whatever name. */
import { actorUser } from '../access.ts';
import { invalid } from '../server/github-error.ts';
import { statusEventShape } from '../shapes/status.ts';
import type { Actor, CommitStatus, Repository, World } from '../world.ts';

export type StatusFields = Pick<CommitStatus, 'sha' | 'context' | 'state' | 'description' | 'targetUrl'>;

export async function setStatus(
  world: World,
  actor: Actor,
  repository: Repository,
  fields: StatusFields,
): Promise<CommitStatus> {
  const commit = await world.git.readCommit(repository.gitDir, fields.sha);
  if (commit === null) throw invalid(`No commit found for SHA: ${fields.sha}`);
  const status: CommitStatus = {
    ...fields,
    id: world.nextId(),
    creator: actorUser(actor),
    app: actor.kind === 'installation' ? actor.installation.app : null,
    createdAt: world.now(),
  };
  repository.statuses.push(status);
  await world.announce({
    event: 'status',
    action: null,
    repository,
    organization: repository.owner.type === 'Organization' ? repository.owner : null,
    sender: status.creator,
    body: async () => statusEventShape(world, repository, status, commit),
  });
  return status;
}
