import { type ChangeFacts, type Known, known, type ReviewFacts, unknown } from '../../policy/facts.ts';
import type { Api } from '../api.ts';
import { compareCommits } from './compare.ts';

/** Approvals of more commits than this are not compared: each costs a request. */
const MOST_COMPARED = 20;

interface Compared {
  readonly change: ChangeFacts;
  readonly reviews: readonly ReviewFacts[];
}

/**
 * An approval of a commit that is not the head may still be of this content: same tree *and* same merge base with the
 * base's tip. Equal trees alone prove nothing (a branch rebased with its old tree reverts what landed meanwhile), so
 * where trees are equal, and only there, the merge bases are read.
 */
export async function compareContent(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  facts: Compared,
): Promise<Compared> {
  const { change, reviews } = facts;
  const wanted = [...new Set(reviews.filter((review) => mayCover(review, change)).map((review) => review.commit?.oid))];
  if (wanted.length === 0) return facts;
  const mergeBaseOf = async (oid: string): Promise<Known<string>> => {
    const compared = await compareCommits(api, place, { from: change.baseTip, to: oid });
    if (!compared.known) return compared;
    return compared.value === null
      ? unknown('unavailable', `GitHub does not compare ${oid.slice(0, 7)} with the base`)
      : known(compared.value.mergeBase);
  };
  const bases = new Map<string, Known<string>>();
  for (const oid of wanted.slice(-MOST_COMPARED)) {
    if (oid !== undefined) bases.set(oid, await mergeBaseOf(oid));
  }
  const mergeBase = await mergeBaseOf(change.head);
  return {
    change: { ...change, mergeBase },
    reviews: reviews.map((review) => {
      if (review.commit === null || !mayCover(review, change)) return review;
      const found = bases.get(review.commit.oid) ?? unknown('too-many', 'more approvals than are compared');
      return { ...review, commit: { ...review.commit, mergeBase: found } };
    }),
  };
}

function mayCover(review: ReviewFacts, change: ChangeFacts): boolean {
  const { commit, state } = review;
  return state === 'approved' && commit !== null && commit.oid !== change.head && commit.tree === change.headTree;
}
