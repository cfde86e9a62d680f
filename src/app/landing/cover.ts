import type { LandedCommit } from '../ports.ts';

/** Which of the commits that reached a branch does a passing decision cover? Pure. */

/** The newest decision about a commit on this branch. */
export interface Decided {
  readonly entry: string;
  readonly isPassing: boolean;
}

export interface CoveredBy {
  readonly decision: string;
  readonly change: number | null;
}

/**
 * A commit is covered by a passing decision about itself (a head that was pushed as it is, the commit of a merge group), or
 * about the head of a pull request that became it, where it has the content that was proposed; and so is everything below
 * that head that came with it: the decision is about the whole proposal. By commit; what is not in it, nothing covers.
 */
export function coverOf(
  commits: readonly LandedCommit[],
  decisions: ReadonlyMap<string, Decided>,
): ReadonlyMap<string, CoveredBy> {
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  const covered = new Map<string, CoveredBy>();
  const passing = (oid: string): string | null => {
    const decided = decisions.get(oid);
    return decided?.isPassing === true ? decided.entry : null;
  };
  // The newest first: what a merge brought is the merge's, also where a part of it was decided about by itself.
  for (const { oid, changes } of commits.toReversed()) {
    if (covered.has(oid)) continue;
    const own = passing(oid);
    if (own !== null) {
      const by = { decision: own, change: changes.find(({ head }) => head === oid)?.number ?? null };
      for (const below of proposed(known, oid)) if (!covered.has(below)) covered.set(below, by);
      continue;
    }
    const change = changes.find(({ head, brings }) => brings !== 'nothing' && passing(head) !== null);
    const decision = change === undefined ? null : passing(change.head);
    if (change === undefined || decision === null) continue;
    const by = { decision, change: change.number };
    covered.set(oid, by);
    const top = change.brings === 'all' ? oid : change.head;
    for (const below of proposed(known, top)) if (!covered.has(below)) covered.set(below, by);
  }
  return covered;
}

/** This commit and everything below it, as far as it reached the branch now. */
function proposed(known: ReadonlyMap<string, LandedCommit>, head: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [head];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    const commit = known.get(oid);
    if (commit === undefined || found.has(oid)) continue;
    found.add(oid);
    waiting.push(...commit.parents);
  }
  return found;
}
