import { expect, test } from '@jest/globals';
import { type Facts, known, type Person, unknown } from '../../../src/policy/facts.ts';
import { amir, chen, commit, eli, makeFacts, robot } from '../scenery.ts';
import { explained } from './explained.ts';

const by = (person: Person | null) => ({ person, name: 'x', email: 'x' });
const made = (author: Person | null, changes: Partial<Facts> = {}) =>
  makeFacts({
    pushers: known([amir]),
    commits: known([commit(12, { author: by(author), committer: by(author) })]),
    ...changes,
    change: { author: amir },
  });

test('somebody who may not', () => {
  expect(explained('{ contributors: { in: [maintainers] } }', made(eli))).toEqual({
    title: ['@eli may not contribute to this change', '1 person may not contribute to this change'],
    row: '@eli (wrote, committed): none of `maintainers`',
    looked: 'who made the change: its authors, committers, co-authors and pushers',
    required: 'each is one of `maintainers`',
    found: ['@eli (wrote, committed): none of `maintainers`'],
    steps: [],
  });
  expect(explained('{ contributors: { not_in: [release-managers], who: [author] } }', made(chen))).toMatchObject({
    row: '@chen (wrote): one of `release-managers`',
    looked: 'who made the change: its authors',
    required: 'nobody is one of `release-managers`',
  });
});

test('several people', () => {
  const facts = made(eli, { pushers: known([amir, { id: 50, login: 'zoe', type: 'user' }]) });
  expect(explained('{ contributors: { in: [maintainers] } }', facts).title).toEqual([
    '2 people may not contribute to this change',
  ]);
});

test('nobody, and what to do about it', () => {
  const told = explained('{ contributors: { in: [maintainers], who: [committers] } }', made(null));
  expect([told.title, told.row]).toEqual([
    ['a part of the change is by nobody that GitHub knows'],
    'nobody that GitHub knows committed `000000c`',
  ]);
  expect(told.steps[0]).toContain('Add the e-mail address of `000000c`');
  const gone = { ...made(amir), change: { ...made(amir).change, author: null } };
  expect(explained('{ contributors: { in: [maintainers] } }', gone).found).toEqual([
    'the account of the author no longer exists',
  ]);
});

test('met, and not known', () => {
  expect(explained('{ contributors: { in: [maintainers], not_in: [release-managers] } }', made(amir)).row).toBe(
    '1 contributor, each one of `maintainers`; 1 contributor, none of them one of `release-managers`',
  );
  expect(
    explained('{ contributors: { in: [maintainers] } }', made(amir, { pushers: unknown('not-recorded', 'x') })),
  ).toMatchObject({
    title: ['it is not known who made this change'],
    found: ['pushers could not be read: «x»'],
  });
  const noTeam = made(amir, { directory: { users: {}, teams: { 'acme/maintainers': unknown('forbidden', 'x') } } });
  expect(explained('{ contributors: { in: [maintainers] } }', noTeam).row).toBe(
    'it could not be read who belongs to `acme/maintainers`',
  );
  const local = { ...made(amir), change: { ...made(amir).change, number: null } };
  expect(explained('{ contributors: { in: [maintainers] } }', local)).toMatchObject({
    looked: 'who made the change',
    row: 'commits alone do not say who made them',
  });
});

test('whoever set an agent to work wrote nothing', () => {
  const facts = makeFacts({ change: { author: robot, assignments: known([{ assignee: amir, by: robot }]) } });
  expect(explained('{ contributors: { not_in: [maintainers], who: [author] } }', facts).row).toBe(
    '@amir (set @copilot-review[bot] to work): one of `maintainers`',
  );
});
