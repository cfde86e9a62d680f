import { type ChangeFacts, type CommitFacts, type Known, known } from '../../policy/facts.ts';
import type { Api } from '../api.ts';
import { compareCommits } from './compare.ts';

/** Merge commits that are asked about one by one; further ones count as ordinary commits, which is the stricter side. */
const MOST_COMPARED = 20;

/**
 * Marks the two-parent commits whose second parent is reachable from the base's tip.
 *
 * Why no request is needed as a rule: GitHub lists as the pull request's commits those reachable from the head and not
 * from the base, as the base was when it last looked. The second parent of a listed commit is reachable from the head;
 * so when it is *not* listed, it was reachable from that base, and with a base that only ever moved forward it is
 * reachable from the tip. When it is listed, it belongs to the change, and the merge commit is judged as any other.
 *
 * The argument fails where the base was replaced (changed or force-pushed) while the pull request was open: GitHub may
 * have looked at the old one. Then each candidate is compared with the tip; one that GitHub does not compare counts as
 * an ordinary commit, and where GitHub fails, the commits are not known yet.
 */
export async function markUpdates(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  facts: { readonly change: ChangeFacts; readonly commits: readonly CommitFacts[] },
): Promise<Known<readonly CommitFacts[]>> {
  const { change, commits } = facts;
  const own = new Set(commits.map((commit) => commit.oid));
  const candidates = commits.filter(
    ({ parents }) => parents.length === 2 && parents[1] !== undefined && !own.has(parents[1]),
  );
  const isForwardOnly = change.baseChangedAt.known && change.baseChangedAt.value === null;
  const updates = new Set<string>();
  for (const commit of isForwardOnly ? candidates : candidates.slice(0, MOST_COMPARED)) {
    const range = { from: commit.parents[1] ?? '', to: change.baseTip };
    const compared = isForwardOnly ? null : await compareCommits(api, place, range);
    if (compared?.known === false) return compared;
    if (compared === null || compared.value?.behind === 0) updates.add(commit.oid);
  }
  return known(commits.map((commit) => (updates.has(commit.oid) ? { ...commit, updatesFromBase: true } : commit)));
}
