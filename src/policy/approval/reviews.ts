import type { ReviewFacts } from '../facts.ts';
import type { FindingValue } from '../verdict.ts';
import { type Bench, judgeContent, judgeReviewer, type Standing } from './standing.ts';

/** A review with an opinion, and what it is worth. */
export interface JudgedReview {
  readonly review: ReviewFacts;
  readonly standing: Standing;
  /** An outstanding request for changes: by somebody whose word counts, or by somebody whose word may. */
  readonly objects: 'yes' | 'no' | 'unknown';
}

/** The reviews that say something, oldest first. A comment is no opinion and takes none back. */
export function judgeReviews(reviews: readonly ReviewFacts[], bench: Bench): readonly JudgedReview[] {
  const opinions = reviews
    .filter(({ state }) => state === 'approved' || state === 'changes_requested' || state === 'dismissed')
    .toSorted((a, b) => a.submittedAt - b.submittedAt || a.id - b.id);
  const latest = new Map(opinions.map((review) => [review.reviewer?.id ?? null, review]));
  return opinions.map((review) => judgeReview(review, latest.get(review.reviewer?.id ?? null) === review, bench));
}

function judgeReview(review: ReviewFacts, isLatest: boolean, bench: Bench): JudgedReview {
  if (review.reviewer !== null && !isLatest) return { review, standing: no('superseded'), objects: 'no' };
  if (review.state === 'dismissed') return { review, standing: no('dismissed'), objects: 'no' };
  const reviewer = judgeReviewer(review, bench);
  if (review.state === 'changes_requested') {
    return {
      review,
      standing: reviewer.counts === 'yes' ? no('changes-requested') : reviewer,
      objects: reviewer.counts,
    };
  }
  if (reviewer.counts === 'no') return { review, standing: reviewer, objects: 'no' };
  const content = judgeContent(review, bench.facts);
  return { review, standing: content.counts === 'no' || reviewer.counts === 'yes' ? content : reviewer, objects: 'no' };
}

function no(why: NonNullable<Standing['why']>): Standing {
  return { counts: 'no', why, data: {} };
}

/** One row of the table that a person reads. */
export function showReview({ review, standing }: JudgedReview): FindingValue {
  const { id, reviewer, state, submittedAt, commit } = review;
  return {
    review: id,
    reviewer: reviewer === null ? null : { id: reviewer.id, login: reviewer.login, type: reviewer.type },
    state,
    at: submittedAt,
    commit: commit?.oid ?? null,
    counts: standing.counts,
    why: standing.why,
    ...standing.data,
  };
}
