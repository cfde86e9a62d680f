import { describe, expect, test } from '@jest/globals';
import { readReview } from '../../../src/github/facts/reviews.ts';
import { oid, reader, user } from '../gql.ts';

const review = (change: object = {}): object => ({
  fullDatabaseId: '3012345678',
  state: 'APPROVED',
  submittedAt: '2026-11-21T13:40:00Z',
  authorCanPushToRepository: true,
  author: user('amir', 9),
  commit: { oid: oid(1), tree: { oid: oid(100) } },
  ...change,
});

describe('a review', () => {
  test('is read whole, ids above 32 bits included', () => {
    expect(readReview(reader(review()))).toEqual({
      id: 3_012_345_678,
      reviewer: { id: 9, login: 'amir', type: 'user' },
      state: 'approved',
      submittedAt: Date.UTC(2026, 10, 21, 13, 40),
      canPush: { known: true, value: true },
      commit: {
        oid: oid(1),
        tree: oid(100),
        mergeBase: { known: false, why: { code: 'not-needed', detail: expect.any(String) as unknown } },
      },
    });
    expect(readReview(reader(review({ fullDatabaseId: 12 })))?.id).toBe(12);
  });

  test.each([
    ['CHANGES_REQUESTED', 'changes_requested'],
    ['COMMENTED', 'commented'],
    ['DISMISSED', 'dismissed'],
    ['SOMETHING_NEW', 'commented'],
  ])('%s is %s', (state, expected) => {
    expect(readReview(reader(review({ state })))?.state).toBe(expected);
  });

  test('that is not submitted is nobody’s business', () => {
    expect(readReview(reader(review({ state: 'PENDING' })))).toBeNull();
    expect(readReview(reader(review({ submittedAt: null })))).toBeNull();
  });

  test('of a deleted account, and of a commit that git collected', () => {
    expect(readReview(reader(review({ author: null, commit: null })))).toMatchObject({ reviewer: null, commit: null });
  });

  test.each(['99999999999999999', '9007199254740993', '1e3', '-1', ''])('has no id %j', (fullDatabaseId) => {
    expect(() => readReview(reader(review({ fullDatabaseId })))).toThrow('fullDatabaseId');
  });
});
