import { describe, expect, test } from '@jest/globals';
import { findWeakenings, isProtected, type Settings } from '../../../src/app/unseen/settings.ts';

const dana = { type: 'user', id: 5 } as const;
const owners = { type: 'team', id: 5 } as const;
const strict: Settings = {
  id: 1,
  name: 'production',
  reviewers: [owners, dana],
  preventSelfReview: true,
  waitTimer: 30,
  branches: 'protected',
  adminsBypass: false,
  gate: true,
};
const open: Settings = {
  ...strict,
  reviewers: [],
  preventSelfReview: false,
  waitTimer: 0,
  branches: 'all',
  adminsBypass: true,
  gate: false,
};

describe('an environment is weaker', () => {
  test.each([
    [{ gate: false }, 'environment.gate-gone'],
    [{ gate: null }, 'environment.gate-gone'],
    [{ reviewers: [owners] }, 'environment.reviewers-removed'],
    // A team and a person may have the same number.
    [{ reviewers: [dana, { type: 'user', id: 6 }] }, 'environment.reviewers-removed'],
    [{ preventSelfReview: false }, 'environment.self-review-allowed'],
    [{ waitTimer: 29 }, 'environment.wait-shorter'],
    [{ adminsBypass: true }, 'environment.bypass-allowed'],
    [{ branches: 'all' }, 'environment.branches-open'],
  ] as const)('%j', (change, code) => expect(findWeakenings(strict, { ...strict, ...change })).toEqual([code]));

  test('in all of it at once', () =>
    expect(findWeakenings(strict, open)).toEqual([
      'environment.gate-gone',
      'environment.reviewers-removed',
      'environment.wait-shorter',
      'environment.bypass-allowed',
      'environment.branches-open',
    ]));
});

test('stricter, other, or no longer told is not weaker', () => {
  expect(findWeakenings(open, strict)).toEqual([]);
  expect(findWeakenings(strict, { ...strict, branches: 'chosen' })).toEqual([]);
  expect(findWeakenings(strict, { ...strict, adminsBypass: null })).toEqual([]);
  expect(findWeakenings({ ...strict, adminsBypass: null }, { ...strict, adminsBypass: true })).toEqual([]);
});

test.each([
  [{}, false],
  [{ reviewers: [dana] }, true],
  [{ waitTimer: 1 }, true],
  [{ branches: 'chosen' }, true],
  [{ adminsBypass: false }, true],
] as const)('%j stands in the way: %p', (change, stands) => expect(isProtected({ ...open, ...change })).toBe(stands));
