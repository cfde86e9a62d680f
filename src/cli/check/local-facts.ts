import { basename } from 'node:path';
import type { Instant } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import { listChanges } from '../../git/changes.ts';
import type { Repository } from '../../git/git.ts';
import { type CommitFacts, type Facts, type FileFacts, type Known, known, unknown } from '../../policy/facts.ts';
import type { Needs } from '../../policy/needs.ts';
import { readCommitFacts } from './commit-facts.ts';
import type { ResolvedRange } from './range.ts';

const ONLY_GITHUB = unknown('not-local', 'only GitHub knows this');

export interface FactsOptions {
  readonly repository: Repository;
  readonly range: ResolvedRange;
  readonly needs: Needs;
  readonly at: Instant;
}

/** What a repository itself can tell of a range, in the form in which the app gathers it; the rest is `not-local`. */
export async function gatherFacts({ repository, range, needs, at }: FactsOptions): Promise<Facts> {
  const { from, to, mergeBase, baseBranch } = range;
  const commits = await readCommitFacts(repository, { from: from.oid, to: to.oid });
  return {
    kind: 'pull_request',
    observedAt: at,
    repository: { id: 0, owner: '', name: basename(repository.path), private: true },
    change: {
      number: null,
      title: '',
      body: '',
      author: null,
      open: true,
      merged: false,
      draft: false,
      base: baseBranch ?? '',
      baseTip: from.oid,
      headName: '',
      head: to.oid,
      headTree: findTree(commits, to.oid),
      mergeBase: mergeBase === null ? ONLY_GITHUB : known(mergeBase),
      baseChangedAt: ONLY_GITHUB,
      assignments: ONLY_GITHUB,
      fork: null,
      group: null,
    },
    commits: known(commits),
    files: needs.files
      ? await readFiles(repository, range)
      : unknown('not-needed', 'no rule asks for the changed files'),
    reviews: ONLY_GITHUB,
    labels: ONLY_GITHUB,
    checks: ONLY_GITHUB,
    workflows: ONLY_GITHUB,
    properties: ONLY_GITHUB,
    pushers: ONLY_GITHUB,
    directory: { users: {}, teams: {} },
  };
}

/** Empty when the range is: then nothing is judged. */
function findTree(commits: readonly CommitFacts[], head: string): string {
  return commits.find(({ oid }) => oid === head)?.tree ?? '';
}

/** As GitHub compares: what B changed since both parted. A partial clone may lack what telling renames takes. */
async function readFiles(
  repository: Repository,
  { mergeBase, to }: ResolvedRange,
): Promise<Known<readonly FileFacts[]>> {
  if (mergeBase === null)
    return unknown('incomplete', 'the two ends share no history, so there is nothing to compare with');
  try {
    return known(await listChanges(repository, mergeBase, to.oid));
  } catch (error) {
    if (!isFault(error, 'git.failed')) throw error;
    return unknown('incomplete', `the changed files cannot be listed: ${error.message}`);
  }
}
