import { Fault } from '../../base/fault.ts';
import type { Repository } from '../../git/git.ts';
import { listCommits } from '../../git/rev-list.ts';
import { findBranchName, findMergeBase, parseRange, resolveCommit } from '../../git/revision.ts';

/** A..B with both ends found. A is the base: what is judged is what B adds to it. */
export interface ResolvedRange {
  readonly from: Revision;
  readonly to: Revision;
  /** Best common ancestor of both; null when their histories share nothing. It is A itself in the usual case. */
  readonly mergeBase: string | null;
  /** The branch that A names; null when A is a tag, an id or an expression: which branch is meant is then not known. */
  readonly baseBranch: string | null;
}

export interface Revision {
  /** As the user wrote it. */
  readonly text: string;
  /** Full object id. */
  readonly oid: string;
}

/** Throws Fault `git.revision` (no such commit) or `git.repository` (a shallow clone, whose ranges cannot be told). */
export async function resolveRange(repository: Repository, text: string): Promise<ResolvedRange> {
  const { from, to } = parseRange(text);
  if (repository.isShallow) {
    // Where the history was cut, nobody can say what A reaches: commits would be judged that A has already.
    throw new Fault(
      'git.repository',
      `${repository.path} is a shallow clone: which commits are in ${text} cannot be told`,
      {
        next: 'Fetch the rest: git fetch --unshallow (in GitHub Actions: fetch-depth: 0).',
      },
    );
  }
  const [base, head] = [await resolveCommit(repository, from), await resolveCommit(repository, to)];
  return {
    from: { text: from, oid: base },
    to: { text: to, oid: head },
    mergeBase: await findMergeBase(repository, base, head),
    baseBranch: await findBranchName(repository, from),
  };
}

/** Does B have nothing that A does not have? */
export async function isEmptyRange(repository: Repository, { from, to }: ResolvedRange): Promise<boolean> {
  for await (const _ of listCommits(repository, { from: from.oid, to: to.oid, order: 'newest-first' })) return false;
  return true;
}
