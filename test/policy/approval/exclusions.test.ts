import { expect, test } from '@jest/globals';
import { collectExclusions, defaultParts } from '../../../src/policy/approval/exclusions.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { amir, bo, commit, eli, makeFacts, oid } from '../scenery.ts';

const as = (person: typeof amir | null) => ({ person, name: 'x', email: 'x' });

test('for a deployment whoever deploys is excluded as well', () => {
  expect(defaultParts('pull_request')).toEqual(['author', 'committers', 'coauthors', 'pushers']);
  expect(defaultParts('deployment')).toContain('deployer');
});

test('everybody with every part they had', () => {
  const facts = makeFacts({
    commits: known([commit(10, { author: as(amir), coauthors: [as(bo)] }), commit(11, { committer: as(amir) })]),
    pushers: known([eli]),
  });
  const { people, unattributed, unknown: open } = collectExclusions(defaultParts('pull_request'), facts);
  expect([...people.values()].map(({ person, as: parts }) => [person.login, parts])).toEqual([
    ['dana', ['author', 'committers']],
    ['amir', ['author', 'committers']],
    ['bo', ['coauthors']],
    ['eli', ['pushers']],
  ]);
  expect([unattributed, open]).toEqual([[], []]);
});

test('only the parts that are asked for', () => {
  expect([...collectExclusions(['pushers'], makeFacts({ pushers: known([eli]) })).people.keys()]).toEqual([eli.id]);
  expect(collectExclusions([], makeFacts()).people.size).toBe(0);
});

test('nobody is remembered with the commit, what is unread with the part', () => {
  const facts = makeFacts({
    commits: known([commit(10, { author: as(null) })]),
    pushers: unknown('not-recorded', 'nobody saw it'),
  });
  const { unattributed, unknown: open } = collectExclusions(['author', 'pushers'], facts);
  expect(unattributed).toEqual([{ commit: oid(10), as: 'author' }]);
  expect(open.map(({ as: part }) => part)).toEqual(['pushers']);
});

test('a range of commits without a pull request has no opener to miss', () => {
  expect(collectExclusions(['author'], makeFacts({ change: { number: null, author: null } })).unattributed).toEqual([]);
});
