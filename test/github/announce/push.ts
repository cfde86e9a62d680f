/** The `push` webhook. */
import type { GitCommit, GitPerson } from '../git-contract.ts';
import { listNewCommits, type RefChange } from '../rules.ts';
import type { Shape } from '../shapes/owner.ts';
import { repositoryHtmlUrl, repositoryShape } from '../shapes/repository.ts';
import type { Repository, User, World } from '../world.ts';

/** More commits than these are pushed without being named. */
export const maxCommits = 2_048;
const zeros = '0'.repeat(40);

export interface PushNews {
  readonly repository: Repository;
  readonly user: User;
  readonly change: RefChange;
  readonly forced: boolean;
}

export async function announcePush(world: World, news: PushNews): Promise<void> {
  const { repository, user } = news;
  await world.announce({
    event: 'push',
    action: null,
    repository,
    organization: repository.owner.type === 'Organization' ? repository.owner : null,
    sender: user,
    body: () => pushBody(world, news),
  });
}

async function pushBody(world: World, { repository, user, change, forced }: PushNews): Promise<Shape> {
  const { ref, before, after } = change;
  const html = repositoryHtmlUrl(world, repository);
  const oids = await listNewCommits(world, repository, change, maxCommits);
  const commits = await world.git.readCommits(repository.gitDir, oids.toReversed());
  const shapes: Shape[] = [];
  for (const commit of commits) if (commit !== null) shapes.push(await pushedCommitShape(world, repository, commit));
  const head = after === null ? null : await world.git.readCommit(repository.gitDir, after);
  return {
    ref,
    before: before ?? zeros,
    after: after ?? zeros,
    repository: {
      ...repositoryShape(world, repository),
      created_at: Math.floor(repository.createdAt / 1000),
      pushed_at: Math.floor(repository.pushedAt / 1000),
    },
    pusher: { name: user.login, email: user.emails[0]?.email ?? null },
    created: before === null,
    deleted: after === null,
    forced,
    base_ref: null,
    compare:
      after === null || before === null ? `${html}/commit/${after ?? before}` : `${html}/compare/${before}...${after}`,
    commits: shapes,
    head_commit:
      head === null
        ? null
        : (shapes.find((one) => one['id'] === head.oid) ?? (await pushedCommitShape(world, repository, head))),
  };
}

async function pushedCommitShape(world: World, repository: Repository, commit: GitCommit): Promise<Shape> {
  const files = await world.git.diff(repository.gitDir, commit.parents[0] ?? null, commit.oid);
  const named = (...statuses: readonly string[]): readonly string[] =>
    files.filter((file) => statuses.includes(file.status)).map((file) => file.path);
  const renamedFrom = files.flatMap((file) =>
    file.status === 'renamed' && file.previousPath !== null ? file.previousPath : [],
  );
  return {
    id: commit.oid,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${repositoryHtmlUrl(world, repository)}/commit/${commit.oid}`,
    author: person(world, commit.author),
    committer: person(world, commit.committer),
    added: named('added', 'renamed', 'copied').slice(0, 3_000),
    removed: [...named('removed'), ...renamedFrom].slice(0, 3_000),
    modified: named('modified', 'changed').slice(0, 3_000),
  };
}

function person(world: World, { name, email, date }: GitPerson): Shape {
  const user = world.findUserByEmail(email);
  return { name, email, date, ...(user === undefined ? {} : { username: user.login }) };
}
