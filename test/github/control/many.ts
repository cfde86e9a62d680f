/** Control commands that make or show many at once, for benchmarks. Nobody is told of what they make. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { addPullRequest, makePullRequest } from '../behaviour/pull-requests.ts';
import type { Stage } from '../server/stage.ts';
import { type CheckConclusion, fullName, type Repository, type User } from '../world.ts';
import { repositoryOf, userOf } from './find.ts';
import { makeRepository } from './repositories.ts';

/** A branch of the template, and the title of the pull request that it becomes. */
interface Change {
  readonly branch: string;
  readonly title: string;
}

export interface CopiedRepository {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly gitDir: string;
  readonly pullRequests: readonly { readonly number: number; readonly headSha: string }[];
}

export interface CheckTime {
  readonly repository: number;
  readonly headSha: string;
  readonly conclusion: CheckConclusion | null;
  /** By the stand-in's clock. */
  readonly writtenAt: number;
}

export const manyCommands = {
  /** Repositories beside a template, whose objects they share and whose branches they have; each with open pull requests. */
  copyRepository: async (
    stage: Stage,
    args: { template: string; names: readonly string[]; changes: readonly Change[]; as: string },
  ): Promise<readonly CopiedRepository[]> => {
    const template = repositoryOf(stage, args.template);
    const author = userOf(stage, args.as);
    const made: CopiedRepository[] = [];
    for (const name of args.names) {
      const { private: isPrivate, defaultBranch } = template;
      const repository = await makeRepository(stage, {
        owner: template.owner.login,
        name,
        private: isPrivate,
        defaultBranch,
        parent: null,
        template,
      });
      for (const [user, permission] of template.collaborators) repository.collaborators.set(user, permission);
      for (const change of args.changes) await openChange(stage, repository, { ...change, author });
      const pullRequests = repository.pullRequests.map(({ number, headOid }) => ({ number, headSha: headOid }));
      made.push({ id: repository.id, name, fullName: fullName(repository), gitDir: repository.gitDir, pullRequests });
    }
    return made;
  },

  /** One more pull request of a repository that was copied from a template with this branch. */
  openCopied: async (
    stage: Stage,
    { repository: name, as, ...change }: Change & { repository: string; as: string },
  ): Promise<CopiedRepository['pullRequests'][number]> => {
    const repository = repositoryOf(stage, name);
    await openChange(stage, repository, { ...change, author: userOf(stage, as) });
    const opened = repository.pullRequests.at(-1);
    if (opened === undefined) throw new Error(`${name} has no pull request`);
    return { number: opened.number, headSha: opened.headOid };
  },

  /** Every check run of an app. */
  checkTimes: async ({ world }: Stage, { appId }: { appId: number }): Promise<readonly CheckTime[]> =>
    [...world.checkRuns.values()]
      .filter(({ suite }) => suite.app.id === appId)
      .map(({ suite, headSha, conclusion, writtenAt }) => ({
        repository: suite.repository.id,
        headSha,
        conclusion,
        writtenAt,
      })),

  countChecks: async ({ world }: Stage, { appId }: { appId: number }): Promise<{ completed: number; all: number }> => {
    const ours = [...world.checkRuns.values()].filter(({ suite }) => suite.app.id === appId);
    return { all: ours.length, completed: ours.filter(({ conclusion }) => conclusion !== null).length };
  },
} as const;

/** Its ref is written by us: a git process for each of thousands would take minutes. */
async function openChange(
  { world }: Stage,
  repository: Repository,
  { branch, title, author }: Change & { readonly author: User },
): Promise<void> {
  const { gitDir, defaultBranch } = repository;
  const [headOid, baseOid] = await Promise.all(
    [branch, defaultBranch].map(async (name) => await world.git.readRef(gitDir, `refs/heads/${name}`)),
  );
  if (headOid == null || baseOid == null) throw new Error(`the template has no branch ${branch}`);
  const words = { title, body: null, draft: false };
  const request = { repository, headRepository: repository, headBranch: branch, baseBranch: defaultBranch, ...words };
  const pullRequest = makePullRequest(world, { request, author, headOid, baseOid });
  appendFileSync(join(gitDir, 'packed-refs'), `${headOid} refs/pull/${pullRequest.number}/head\n`);
  addPullRequest(world, pullRequest);
}
