import { known, type ReviewFacts, unknown } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { readOid, readTime } from './commits.ts';
import { personFields, readPerson } from './person.ts';

/** GraphQL, on a PullRequestReview. `fullDatabaseId` is a big integer, which GitHub writes as a text. */
export const reviewFields = `fullDatabaseId state submittedAt authorCanPushToRepository
  author { ${personFields} }
  commit { oid tree { oid } }`;

/** Null: not submitted yet, and so nobody's business. */
export function readReview(review: Reader): ReviewFacts | null {
  const state = states[review.at('state').text()] ?? 'commented';
  if (state === 'pending' || review.at('submittedAt').isNothing) return null;
  return {
    id: readBigId(review.at('fullDatabaseId')),
    reviewer: readPerson(review.at('author')),
    state,
    submittedAt: readTime(review.at('submittedAt')),
    canPush: known(review.at('authorCanPushToRepository').flag()),
    commit: review.at('commit').maybe((commit) => ({
      oid: readOid(commit.at('oid')),
      tree: readOid(commit.at('tree').at('oid')),
      mergeBase: unknown('not-needed', 'the review is of the head, or of other content'),
    })),
  };
}

function readBigId(id: Reader): number {
  if (!id.isText) return id.count();
  const value = Number(id.textLike(/^\d{1,16}$/, 'an id'));
  if (!Number.isSafeInteger(value)) throw id.fault('is too large');
  return value;
}

const states: Readonly<Record<string, ReviewFacts['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
};
