import { expect, test } from '@jest/globals';
import { type AuthorSettings, author } from '../../../src/policy/conditions/author.ts';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import { amir, chen, makeFacts, now, policyOf } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const truth = (settings: AuthorSettings, facts: Facts) => author.judge(settings, { facts, policy, at: now }).truth;
const by = (person: typeof amir | null, more: Partial<Facts> = {}) =>
  makeFacts({ ...more, change: { author: person } });

test('somebody with the role, and somebody without', () => {
  expect([truth({ in: ['maintainers'] }, by(amir)), truth({ not_in: ['maintainers'] }, by(amir))]).toEqual([
    'met',
    'unmet',
  ]);
  expect([truth({ in: ['release-managers'] }, by(amir)), truth({ not_in: ['release-managers'] }, by(amir))]).toEqual([
    'unmet',
    'met',
  ]);
  expect(truth({ in: ['maintainers'], not_in: ['release-managers'] }, by(chen))).toBe('unmet');
});

test('a deleted author is on no allow-list and on every deny-list', () => {
  expect([truth({ in: ['maintainers'] }, by(null)), truth({ not_in: ['maintainers'] }, by(null))]).toEqual([
    'unmet',
    'unmet',
  ]);
});

test('a range of commits has no author', () => {
  expect(truth({ in: ['maintainers'] }, makeFacts({ change: { author: null, number: null } }))).toBe('unknown');
});

test('a team that could not be read leaves it open, for those it could be about', () => {
  const directory = {
    users: { 'octo-lead': known(chen) },
    teams: { 'acme/release': unknown('name-changed', 'it is another team now') },
  };
  expect(truth({ in: ['release-managers'] }, by(amir, { directory }))).toBe('unknown');
  expect(truth({ not_in: ['release-managers'] }, by(amir, { directory }))).toBe('unknown');
  expect(truth({ in: ['release-managers'] }, by(chen, { directory }))).toBe('met');
});

test('roles are checked', () => {
  expect(author.check({ in: ['nobody'], not_in: ['maintainers'] }, policy)).toMatchObject([{ path: ['in', 0] }]);
});
