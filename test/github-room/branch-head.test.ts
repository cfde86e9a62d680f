import { describe, expect, test } from '@jest/globals';
import { readHead } from '../../src/github/branch-head.ts';
import { oid } from './gql.ts';
import { openLine, recordGitHub } from './line.ts';

recordGitHub();

const place = { id: 5, owner: 'acme', name: 'shop', branch: 'countersign/ledger' };
const variables = { owner: 'acme', name: 'shop', ref: 'refs/heads/countersign/ledger' };
const answer = (body: object) => {
  const { api, github } = openLine();
  github
    .post('/graphql', (sent: { variables: unknown }) => JSON.stringify(sent.variables) === JSON.stringify(variables))
    .reply(200, body);
  return readHead(api, place);
};

describe('the head of a branch', () => {
  test('is where it points', async () => {
    expect(await answer({ data: { repository: { databaseId: 5, ref: { target: { oid: oid(1) } } } } })).toBe(oid(1));
  });

  test('is nothing where there is no branch', async () => {
    expect(await answer({ data: { repository: { databaseId: 5, ref: null } } })).toBeNull();
  });

  test('is not another repository’s, which has the name now', async () => {
    const other = { data: { repository: { databaseId: 6, ref: { target: { oid: oid(1) } } } } };
    await expect(answer(other)).rejects.toMatchObject({ code: 'github.not-found' });
  });

  test('is a fault where there is no repository: a ledger must not be born again because of that', async () => {
    const errors = [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve to a Repository' }];
    await expect(answer({ data: { repository: null }, errors })).rejects.toMatchObject({ code: 'github.not-found' });
  });
});
