import { describe, expect, test } from '@jest/globals';
import { readPerson, readRestPerson } from '../../../src/github/facts/person.ts';
import { reader } from '../gql.ts';

describe('somebody, as GraphQL says', () => {
  test.each([
    [
      { __typename: 'User', login: 'dana', databaseId: 5 },
      { id: 5, login: 'dana', type: 'user' },
    ],
    [
      { __typename: 'Bot', login: 'renovate', databaseId: 6 },
      { id: 6, login: 'renovate[bot]', type: 'bot' },
    ],
    [
      { __typename: 'Bot', login: 'renovate[bot]', databaseId: 6 },
      { id: 6, login: 'renovate[bot]', type: 'bot' },
    ],
    [
      { __typename: 'User', login: 'copilot[bot]', databaseId: 7 },
      { id: 7, login: 'copilot[bot]', type: 'bot' },
    ],
    [
      { __typename: 'Organization', login: 'acme', databaseId: 8 },
      { id: 8, login: 'acme', type: 'organization' },
    ],
    [
      { __typename: 'Mannequin', login: 'm', databaseId: 9 },
      { id: 9, login: 'm', type: 'mannequin' },
    ],
    [
      { __typename: 'SomethingNew', login: 'x', databaseId: 1 },
      { id: 1, login: 'x[bot]', type: 'bot' },
    ],
    [{ __typename: 'EnterpriseUserAccount', login: 'x' }, null],
    [null, null],
  ])('%j', (actor, person) => {
    expect(readPerson(reader(actor))).toEqual(person);
  });
});

test('somebody, as REST and webhooks say', () => {
  expect(readRestPerson(reader({ id: 5, login: 'dana', type: 'User' }))).toEqual({
    id: 5,
    login: 'dana',
    type: 'user',
  });
  expect(readRestPerson(reader({ id: 6, login: 'r[bot]', type: 'Bot' }))).toEqual({
    id: 6,
    login: 'r[bot]',
    type: 'bot',
  });
  expect(() => readRestPerson(reader({ login: 'dana', type: 'User' }))).toThrow('answer.id is not a whole number');
});
