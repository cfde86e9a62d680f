import { describe, expect, test } from '@jest/globals';
import { collectContributors, contributions } from '../../src/policy/contributors.ts';
import { type CommitFacts, known, type Person, unknown } from '../../src/policy/facts.ts';
import { amir, bo, chen, commit, dana, eli, makeFacts, robot, signedBy, unsigned } from './scenery.ts';

const by = (person: Person | null) => ({ person, name: 'x', email: 'x' });
const webFlow: Person = { id: 19_864_447, login: 'web-flow', type: 'user' };
const byGitHub = known(signedBy(null, { byGitHub: true }));
const collect = (who: Parameters<typeof collectContributors>[0], changes: Partial<CommitFacts>) => {
  const {
    people,
    unattributed,
    unknown: unread,
  } = collectContributors(who, makeFacts({ commits: known([commit(12, changes)]) }));
  return {
    people: [...people.values()].map(({ person, as }) => `${person.login}: ${as.join(', ')}`),
    unattributed: unattributed.map(({ as }) => as),
    unread: unread.map(({ as }) => as),
  };
};

test('everybody, with what they did', () => {
  const facts = makeFacts({
    change: { author: amir },
    commits: known([commit(12, { author: by(bo), committer: by(chen), coauthors: [by(eli), by(bo)] })]),
    pushers: known([dana]),
  });
  const { people } = collectContributors(contributions, facts);
  expect([...people.values()].map(({ person, as }) => `${person.login}: ${as.join(', ')}`)).toEqual([
    'amir: author',
    'bo: author, coauthors',
    'chen: committers',
    'eli: coauthors',
    'dana: pushers',
  ]);
});

describe('committers', () => {
  const none = { people: [], unattributed: [], unread: [] };
  test.each<[string, Partial<CommitFacts>, object]>([
    ['a person', { committer: by(amir) }, { people: ['amir: committers'] }],
    [
      'GitHub for its author',
      { committer: by(null), author: by(bo), signature: byGitHub },
      { people: ['bo: committers'] },
    ],
    [
      'GitHub by its account',
      { committer: by(webFlow), author: by(bo), signature: byGitHub },
      { people: ['bo: committers'] },
    ],
    [
      'GitHub for nobody',
      { committer: by(webFlow), author: by(null), signature: byGitHub },
      { unattributed: ['committers'] },
    ],
    [
      'somebody who only says to be GitHub',
      { committer: by(webFlow), author: by(bo), signature: unsigned },
      { unattributed: ['committers'] },
    ],
    ['nobody', { committer: by(null), signature: unsigned }, { unattributed: ['committers'] }],
    ['perhaps GitHub', { committer: by(webFlow), signature: unknown('unavailable', 'x') }, { unread: ['committers'] }],
    ['an app', { committer: by(robot), signature: byGitHub }, { people: ['copilot-review[bot]: committers'] }],
  ])('%s', (_name, changes, expected) => {
    expect(collect(['committers'], changes)).toEqual({ ...none, ...expected });
  });
});

test('commits and pushers that could not be read are told', () => {
  const facts = makeFacts({ commits: unknown('too-many', 'x'), pushers: unknown('not-recorded', 'y') });
  expect(collectContributors(contributions, facts).unknown.map(({ as }) => as)).toEqual([...contributions]);
});
