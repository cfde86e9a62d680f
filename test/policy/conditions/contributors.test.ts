import { expect, test } from '@jest/globals';
import { type ContributorsSettings, contributors } from '../../../src/policy/conditions/contributors.ts';
import { type Facts, known, type Person, unknown } from '../../../src/policy/facts.ts';
import { noNeeds } from '../../../src/policy/need-set.ts';
import { amir, bo, chen, commit, eli, makeFacts, now, oid, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: ContributorsSettings, facts: Facts) =>
  contributors.judge(settings, { facts, policy, at: now });
const by = (person: Person | null) => ({ person, name: 'x', email: 'x' });
/** Opened and pushed by amir; the commit is by `author`. */
const made = (author: Person | null, changes: Partial<Facts> = {}) =>
  makeFacts({
    pushers: known([amir]),
    commits: known([commit(12, { author: by(author), committer: by(amir) })]),
    ...changes,
    change: { author: amir },
  });
const maintainers = { in: ['maintainers'] };

test.each<[string, ContributorsSettings, Facts, string]>([
  ['all of them in', maintainers, made(bo), 'met'],
  ['one is not', maintainers, made(eli), 'unmet'],
  ['one is not, but is not looked at', { ...maintainers, who: ['pushers', 'committers'] }, made(eli), 'met'],
  ['none of them', { not_in: ['release-managers'] }, made(bo), 'met'],
  ['one of them', { not_in: ['release-managers'] }, made(chen), 'unmet'],
  ['both lists', { in: ['maintainers'], not_in: ['release-managers'] }, made(chen), 'unmet'],
  ['nobody is on no allow-list', maintainers, made(null), 'unmet'],
  ['nobody is on every deny-list', { not_in: ['release-managers'] }, made(null), 'unmet'],
  ['unknown pushers', maintainers, made(bo, { pushers: unknown('not-recorded', 'x') }), 'unknown'],
  ['a stranger outweighs unknown pushers', maintainers, made(eli, { pushers: unknown('not-recorded', 'x') }), 'unmet'],
  [
    'unknown pushers who are not asked for',
    { ...maintainers, who: ['author'] },
    made(bo, { pushers: unknown('not-recorded', 'x') }),
    'met',
  ],
  ['unknown commits', { not_in: ['release-managers'] }, made(bo, { commits: unknown('too-many', 'x') }), 'unknown'],
  ['no co-authors at all', { ...maintainers, who: ['coauthors'] }, made(eli), 'met'],
])('%s', (_name, settings, facts, expected) => {
  expect(judge(settings, facts).truth).toBe(expected);
});

test('a team that could not be read leaves it open', () => {
  const facts = made(bo, { directory: { users: {}, teams: { 'acme/maintainers': unknown('forbidden', 'x') } } });
  expect(judge(maintainers, facts).findings[0]).toMatchObject({
    truth: 'unknown',
    data: { unresolved: [{ name: 'acme/maintainers', why: 'forbidden' }] },
  });
  expect(judge({ not_in: ['maintainers'] }, facts).truth).toBe('unknown');
});

test('a bare range has nobody whom GitHub vouches for', () => {
  const facts = { ...made(bo), change: { ...made(bo).change, number: null } };
  expect(judge(maintainers, facts).findings).toMatchObject([{ code: 'contributors.no-request', truth: 'unknown' }]);
  expect(judge({ not_in: ['maintainers'] }, facts).truth).toBe('unknown');
});

test('the evidence: who, and what they did', () => {
  expect(judge(maintainers, made(eli)).findings).toEqual([
    {
      code: 'contributors.in',
      truth: 'unmet',
      commits: [],
      data: {
        roles: ['maintainers'],
        who: ['author', 'committers', 'coauthors', 'pushers'],
        people: 2,
        open: [{ id: 5, login: 'eli', as: ['author'], agent: null }],
        count: 1,
        unresolved: [],
      },
    },
  ]);
  expect(judge(maintainers, made(null)).findings[1]).toEqual({
    code: 'contributors.unattributed',
    truth: 'unmet',
    commits: [oid(12)],
    data: { as: 'author', deleted: false },
  });
});

test('it asks for what it looks at', () => {
  const needs = (settings: ContributorsSettings) => contributors.needs(settings, policy);
  expect(needs({ in: ['maintainers'], who: ['pushers'] })).toEqual({
    ...noNeeds,
    pushers: true,
    teams: ['acme/maintainers'],
  });
  expect(needs({ not_in: ['release-managers'], who: ['author'] })).toEqual({
    ...noNeeds,
    commits: true,
    users: ['octo-lead'],
    teams: ['acme/release'],
  });
  expect(needs(maintainers)).toMatchObject({ commits: true, signatures: true, pushers: true });
});

test.each([
  ['{}', '1 policy.schema "contributors" needs "in" or "not_in"'],
  ['{ who: [author] }', '1 policy.schema "contributors" needs "in" or "not_in"'],
  [
    '{ in: [maintainer] }',
    '8 policy.reference "people" does not define the role "maintainer": did you mean "maintainers"?',
  ],
  ['{ not_in: [x] }', '12 policy.reference "people" does not define the role "x"'],
  ['{ in: [maintainers], who: [] }', '27 policy.schema "who" must not be empty'],
  [
    '{ in: [maintainers], who: [deployer] }',
    '28 policy.schema "who" must be one of author, committers, coauthors, pushers, not "deployer"',
  ],
])('%s', (settings, expected) => {
  expect(problemsIn('contributors', settings)).toEqual([expected]);
});
