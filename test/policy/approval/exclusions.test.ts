import { describe, expect, test } from '@jest/globals';
import { collectExclusions, defaultParts } from '../../../src/policy/approval/exclusions.ts';
import { type CommitFacts, known, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { amir, bo, commit, eli, makeFacts, oid, robot } from '../scenery.ts';

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

describe('whoever set an agent to work is an author of what it wrote', () => {
  const agent = { ...robot, login: 'copilot-swe-agent[bot]' };
  const authorsOf = (changes: Parameters<typeof makeFacts>[0]) =>
    [...collectExclusions(['author'], makeFacts({ commits: known([]), ...changes })).people.values()].map(
      ({ person, agent: of }) => [person.login, of?.login ?? null],
    );

  test('everybody who was ever assigned to the pull request that it opened', () => {
    const assignments = known([
      { assignee: amir, by: agent },
      { assignee: agent, by: agent },
      { assignee: null, by: bo },
    ]);
    expect(authorsOf({ change: { author: agent, assignments } })).toEqual([
      [agent.login, null],
      ['amir', agent.login],
    ]);
  });

  test('whoever assigned it to a pull request that a person opened', () => {
    const assignments = known([
      { assignee: agent, by: eli },
      { assignee: bo, by: amir },
      { assignee: agent, by: null },
    ]);
    expect(authorsOf({ change: { assignments } })).toEqual([
      ['dana', null],
      ['eli', agent.login],
    ]);
  });

  test('the co-authors of its commits, and nobody’s co-author is nobody', () => {
    const one = commit(10, { author: as(agent), coauthors: [as(bo)] });
    expect(authorsOf({ commits: known([one]) })).toContainEqual(['bo', agent.login]);
    const facts = makeFacts({ commits: known([{ ...one, coauthors: [as(null)] }]) });
    expect(collectExclusions(['author'], facts).unattributed).toEqual([{ commit: oid(10), as: 'author' }]);
  });

  test('an own part outweighs it, in either order', () => {
    const assignments = known([{ assignee: eli, by: agent }]);
    const commits = known([commit(10, { author: as(eli) })]);
    expect(authorsOf({ commits, change: { author: agent, assignments } })).toContainEqual(['eli', null]);
    const both = known([commit(10, { author: as(eli) }), commit(11, { author: as(agent), coauthors: [as(eli)] })]);
    expect(authorsOf({ commits: both })).toContainEqual(['eli', null]);
  });

  test('unread assignments matter where an agent opened the pull request or made a commit of it, and only there', () => {
    const assignments = unknown('too-many', 'more than 100');
    const openOf = (changes: { author?: typeof agent }, ...commits: readonly CommitFacts[]) =>
      collectExclusions(
        ['author'],
        makeFacts({ commits: known(commits), change: { assignments, ...changes } }),
      ).unknown.map(({ as: part }) => part);
    expect(openOf({ author: agent })).toEqual(['author']);
    expect(openOf({}, commit(10), commit(11, { author: as(agent) }))).toEqual(['author']);
    expect(openOf({}, commit(10, { committer: as(agent) }))).toEqual(['author']);
    expect(openOf({}, commit(10), commit(11, { author: as(null) }))).toEqual([]);
  });
});

test('a range of commits without a pull request has no opener to miss', () => {
  expect(collectExclusions(['author'], makeFacts({ change: { number: null, author: null } })).unattributed).toEqual([]);
});

describe('who deploys', () => {
  const deployersOf = (facts: Parameters<typeof collectExclusions>[1]) => collectExclusions(['deployer'], facts);
  const loginsOf = (facts: Parameters<typeof collectExclusions>[1]) =>
    [...deployersOf(facts).people.values()].map(({ person, as: parts }) => [person.login, parts]);

  test('whoever started the run, and whoever started this attempt', () => {
    expect(loginsOf(makeDeployment({ deployer: amir, starter: eli }))).toEqual([
      ['amir', ['deployer']],
      ['eli', ['deployer']],
    ]);
    expect(loginsOf(makeDeployment())).toEqual([['bo', ['deployer']]]);
  });

  test('a deleted account approves nothing, so nobody is kept from it', () => {
    const { people, unattributed, unknown: open } = deployersOf(makeDeployment({ deployer: null, starter: null }));
    expect([people.size, unattributed, open]).toEqual([0, [], []]);
  });

  test('facts of a deployment that do not say are no answer; nobody deploys a pull request', () => {
    expect(deployersOf({ ...makeFacts(), kind: 'deployment' }).unknown).toHaveLength(1);
    expect(deployersOf(makeFacts())).toEqual({ people: new Map(), unattributed: [], unknown: [] });
  });
});
