/** What a pull request contains: its merge base, commits and changed files, as its head and its base's tip stand now. */
import type { GitFileChange } from './git-contract.ts';
import type { PullRequest } from './model.ts';
import type { World } from './world.ts';

export interface PullRange {
  /** null: head and base have no history in common. */
  readonly mergeBase: string | null;
  /** Oldest first; the last one is the head. */
  readonly commits: readonly string[];
}

interface Memo {
  readonly key: string;
  readonly range: PullRange;
  files?: readonly GitFileChange[];
}

const memos = new WeakMap<PullRequest, Memo>();

/** The tip that an open pull request is compared with; a closed one keeps the merge base it had. */
export async function readBaseTip(world: World, pullRequest: PullRequest): Promise<string> {
  const tip = await world.git.readRef(pullRequest.repository.gitDir, `refs/heads/${pullRequest.baseBranch}`);
  return tip ?? pullRequest.baseOid;
}

export async function readRange(world: World, pullRequest: PullRequest): Promise<PullRange> {
  return (await memoOf(world, pullRequest)).range;
}

/** Renames found; no patches. */
export async function readFiles(world: World, pullRequest: PullRequest): Promise<readonly GitFileChange[]> {
  const memo = await memoOf(world, pullRequest);
  memo.files ??= await world.git.diff(pullRequest.repository.gitDir, memo.range.mergeBase, pullRequest.headOid);
  return memo.files;
}

async function memoOf(world: World, pullRequest: PullRequest): Promise<Memo> {
  const { headOid, closedMergeBase, repository } = pullRequest;
  const tip = closedMergeBase ?? (await readBaseTip(world, pullRequest));
  const key = `${tip}..${headOid}`;
  const known = memos.get(pullRequest);
  if (known?.key === key) return known;
  const mergeBase = await world.git.mergeBase(repository.gitDir, tip, headOid);
  const newestFirst = await world.git.listCommits(repository.gitDir, [headOid], [tip]);
  const memo: Memo = { key, range: { mergeBase, commits: newestFirst.toReversed() } };
  memos.set(pullRequest, memo);
  return memo;
}
