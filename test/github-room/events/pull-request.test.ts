import { describe, expect, test } from '@jest/globals';
import { readPullRequestEvent, readReviewEvent } from '../../../src/github/events/pull-request.ts';
import { oid, reader } from '../gql.ts';
import { by, envelope, place } from './examples.ts';

const change = { kind: 'change', place, number: 42 };
const head = { ref: 'fix', sha: oid(2), repo: { id: 70 } };
const fork = { ref: 'fix', sha: oid(2), repo: { id: 71 } };
const read = (action: string, more: object = {}, headOf: object = head) =>
  readPullRequestEvent(reader({ ...envelope, action, pull_request: { number: 42, head: headOf }, ...more }));

describe('a pull request', () => {
  test.each([
    'opened',
    'reopened',
    'edited',
    'ready_for_review',
    'converted_to_draft',
    'labeled',
    'unlabeled',
    'assigned',
    'closed',
  ])('%s is judged', (action) => {
    expect(read(action)).toEqual([change]);
  });

  test.each(['unassigned', 'review_requested', 'locked', 'auto_merge_enabled'])('%s means nothing', (action) => {
    expect(read(action)).toEqual([]);
  });

  test('synchronize says who moved the head', () => {
    const moved = { before: oid(1), after: oid(2) };
    const push = { before: oid(1), after: oid(2), commits: [], pusher: by };
    expect(read('synchronize', moved)).toEqual([
      { kind: 'push', place, push: { ref: 'refs/heads/fix', ...push } },
      change,
    ]);
    expect(read('synchronize', moved, fork)).toEqual([
      { kind: 'push', place, push: { ref: 'refs/pull/42/head', ...push } },
      change,
    ]);
    expect(read('synchronize', moved, { ...fork, repo: null })).toHaveLength(2);
    expect(() => read('synchronize', { before: oid(1) })).toThrow('answer.after');
  });

  test.each(['opened', 'reopened'])('%s from a fork, whoever did it answers for what is in it', (action) => {
    const push = { ref: 'refs/pull/42/head', before: '0'.repeat(40), after: oid(2), commits: [], pusher: by };
    expect(read(action, {}, fork)).toEqual([{ kind: 'push', place, push }, change]);
  });
});

describe('a pull request that left the queue', () => {
  const left = (reason: string) =>
    readPullRequestEvent(
      reader({ ...envelope, action: 'dequeued', reason, pull_request: { number: 42, head, base: { ref: 'main' } } }),
    );

  test.each([
    ['MERGE_CONFLICT', 'merge-conflict'],
    ['CI_FAILURE', 'ci-failure'],
    ['UNKNOWN_REMOVAL_REASON', 'unknown'],
    ['A_REASON_OF_TOMORROW', 'unknown'],
  ])('for %s', (reason, said) => {
    expect(left(reason)).toEqual([
      { kind: 'dequeued', place, branch: 'main', number: 42, head: oid(2), reason: said, by },
    ]);
  });

  test('because it landed: the push tells', () => {
    expect(left('MERGE')).toEqual([]);
  });
});

test.each([
  ['submitted', [change]],
  ['edited', [change]],
  ['dismissed', [change]],
  ['something_new', []],
])('a review %s', (action, hints) => {
  expect(readReviewEvent(reader({ ...envelope, action, pull_request: { number: 42 } }))).toEqual(hints);
});
