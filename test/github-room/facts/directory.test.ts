import { expect, test } from '@jest/globals';
import { readMembers, readTeam, readUser } from '../../../src/github/facts/directory.ts';
import { reader, user } from '../gql.ts';

test.each([
  [user('dana', 5), null, { known: true, value: { id: 5, login: 'dana', type: 'user' } }],
  [null, 'NOT_FOUND', { known: false, why: { code: 'nobody', detail: 'nobody on GitHub is called @dana' } }],
  [null, null, { known: false, why: { code: 'unavailable' } }],
  [null, 'UNKNOWN', { known: false, why: { code: 'unavailable' } }],
])('a login: %j, %s', (value, failure, expected) => {
  expect(readUser(reader(value), 'dana', failure)).toMatchObject(expected);
});

test.each([
  [{ team: { databaseId: 3 } }, null, { known: true, value: { id: 3, members: [] } }],
  [{ team: null }, null, { known: false, why: { code: 'forbidden' } }],
  [null, 'NOT_FOUND', { known: false, why: { code: 'forbidden' } }],
  [{ team: null }, 'FORBIDDEN', { known: false, why: { code: 'forbidden' } }],
  [{ team: { databaseId: 3 } }, 'UNKNOWN', { known: false, why: { code: 'unavailable' } }],
])('a team: %j, %s', (value, failure, expected) => {
  expect(readTeam(reader(value), { name: 'acme/m', failure, members: [] })).toMatchObject(expected);
});

test('members whose accounts are gone are nobody', () => {
  expect(readMembers([reader(user('dana', 5)), reader(null)])).toEqual([{ id: 5, login: 'dana', type: 'user' }]);
});
