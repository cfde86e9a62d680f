/** The commits that a merge would leave on the base, made by real git; no ref moves. */
import type { Instant } from '../../src/base/clock.ts';
import type { GitCommit } from './git-contract.ts';
import type { PullRequest, Repository, User } from './model.ts';
import { personOf, writeWebFlowCommit } from './web-flow.ts';
import type { World } from './world.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface MergeWork {
  readonly pullRequest: PullRequest;
  readonly method: MergeMethod;
  /** The commit that is merged into. */
  readonly base: string;
  readonly by: User;
  readonly title?: string;
  readonly message?: string;
  /** When it is said to have happened; now, when not given. */
  readonly at?: Instant;
}

/** The commit that the base would move to, or null on conflict. */
export async function writeMerge(world: World, work: MergeWork): Promise<string | null> {
  if (work.method === 'rebase') return rebase(world, work);
  const { pullRequest, base, by } = work;
  const { repository, headOid, number, title, headBranch, headRepository } = pullRequest;
  const at = work.at ?? world.now();
  const mergeBase = await world.git.mergeBase(repository.gitDir, base, headOid);
  const tree = mergeBase === null ? null : await world.git.mergeTrees(repository.gitDir, mergeBase, base, headOid);
  if (tree === null) return null;
  if (work.method === 'squash') {
    const head = work.title ?? `${title} (#${number})`;
    const message = joinMessage(head, work.message ?? pullRequest.body ?? '');
    const author = pullRequest.author.deleted ? by : pullRequest.author;
    return writeWebFlowCommit(world, repository, { tree, parents: [base], author, message, at });
  }
  const from = `${(headRepository ?? repository).owner.login}/${headBranch}`;
  const message = joinMessage(work.title ?? `Merge pull request #${number} from ${from}`, work.message ?? title);
  return writeWebFlowCommit(world, repository, { tree, parents: [base, headOid], author: by, message, at });
}

/** GitHub rewrites every commit and cannot sign what it writes in other people's names: the copies are unsigned. */
async function rebase(world: World, { pullRequest, base, by, at }: MergeWork): Promise<string | null> {
  const { repository, headOid } = pullRequest;
  const newestFirst = await world.git.listCommits(repository.gitDir, [headOid], [base]);
  const originals = await world.git.readCommits(repository.gitDir, newestFirst.toReversed());
  let tip = base;
  for (const original of originals) {
    if (original === null || original.parents.length > 1) return null;
    const tree = await pickTree(world, repository, original, tip);
    if (tree === null) return null;
    tip = await world.git.writeCommit(repository.gitDir, {
      tree,
      parents: [tip],
      author: original.author,
      committer: personOf(world, by, at),
      message: original.message,
    });
  }
  return tip;
}

async function pickTree(
  world: World,
  repository: Repository,
  original: GitCommit,
  onto: string,
): Promise<string | null> {
  const [parent] = original.parents;
  return parent === undefined ? null : world.git.mergeTrees(repository.gitDir, parent, onto, original.oid);
}

function joinMessage(title: string, body: string): string {
  return body === '' ? title : `${title}\n\n${body}`;
}
