import { expect, test } from '@jest/globals';
import { judgeReviews, showReview } from '../../../src/policy/approval/reviews.ts';
import { amir, bo, makeFacts, now, review } from '../scenery.ts';

const bench = { facts: makeFacts(), circle: null, exclusions: { people: new Map(), unattributed: [], unknown: [] } };

test('oldest first, one word each; of the same instant the later id is the later word', () => {
  const reviews = [
    review(amir, { id: 9, submittedAt: now - 2 }),
    review(bo, { id: 7, submittedAt: now - 3 }),
    review(amir, { id: 8, submittedAt: now - 2, state: 'changes_requested' }),
  ];
  const judged = judgeReviews(reviews, bench);
  expect(judged.map(({ review: { id }, standing, objects }) => [id, standing.counts, standing.why, objects])).toEqual([
    [7, 'yes', null, 'no'],
    [8, 'no', 'superseded', 'no'],
    [9, 'yes', null, 'no'],
  ]);
});

test('comments and drafts are left out', () => {
  expect(judgeReviews([review(amir, { state: 'commented' }), review(bo, { state: 'pending' })], bench)).toEqual([]);
});

test('reviews of deleted accounts do not replace each other', () => {
  const judged = judgeReviews([review(null), review(null)], bench);
  expect(judged.map(({ standing }) => standing.why)).toEqual(['no-account', 'no-account']);
});

test('a row for people is plain data', () => {
  const [first] = judgeReviews([review(amir, { id: 5, commit: null })], bench);
  expect(first === undefined ? null : showReview(first)).toEqual({
    review: 5,
    reviewer: { id: 2, login: 'amir', type: 'user' },
    state: 'approved',
    at: now - 300_000,
    commit: null,
    counts: 'no',
    why: 'commit-gone',
  });
});
