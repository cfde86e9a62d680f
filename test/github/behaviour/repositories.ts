/** What administrators change about a repository, and what GitHub tells of it. */
import type { Repository, User, World } from '../world.ts';

export interface RepositoryChange {
  readonly name?: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
}

export async function changeRepository(
  world: World,
  repository: Repository,
  { change, sender }: { readonly change: RepositoryChange; readonly sender: User },
): Promise<void> {
  const { name, defaultBranch } = change;
  if (name !== undefined && name !== repository.name) {
    const from = repository.name;
    world.renameRepository(repository, name);
    await tell(world, repository, { action: 'renamed', changes: { repository: { name: { from } } }, sender });
  }
  if (defaultBranch !== undefined && defaultBranch !== repository.defaultBranch) {
    const from = repository.defaultBranch;
    await world.git.setDefaultBranch(repository.gitDir, defaultBranch);
    repository.defaultBranch = defaultBranch;
    await tell(world, repository, { action: 'edited', changes: { default_branch: { from } }, sender });
  }
  if (change.private !== undefined && change.private !== repository.private) {
    repository.private = change.private;
    await tell(world, repository, { action: change.private ? 'privatized' : 'publicized', sender });
  }
}

async function tell(
  world: World,
  repository: Repository,
  news: { readonly action: string; readonly sender: User; readonly changes?: object },
): Promise<void> {
  const { action, sender, changes } = news;
  await world.announce({
    event: 'repository',
    action,
    repository,
    organization: repository.owner.type === 'Organization' ? repository.owner : null,
    sender,
    body: async () => (changes === undefined ? {} : { changes }),
  });
}
