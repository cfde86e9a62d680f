import { describe, expect, test } from '@jest/globals';
import type { Api, GraphqlAnswer } from '../../src/github/api.ts';
import { sortFailures } from '../../src/github/failures.ts';
import { readLists } from '../../src/github/lists.ts';
import { noNeeds } from '../../src/policy/needs.ts';
import { failed, oid, reader, user } from './gql.ts';

/** Answers that GitHub might give one after another; asking for more is an error. */
function answering(...answers: readonly GraphqlAnswer[]): { api: Api; asked: { variables: object; text: string }[] } {
  const left = [...answers];
  const asked: { variables: object; text: string }[] = [];
  const api: Api = {
    rest: async () => Promise.reject(new Error('REST was not expected')),
    graphql: async (text, variables) => {
      asked.push({ text, variables });
      const next = left.shift();
      return next === undefined ? Promise.reject(new Error('one query too many')) : Promise.resolve(next);
    },
  };
  return { api, asked };
}

const page = (totalCount: number, nodes: readonly unknown[], endCursor: string | null = null): object => ({
  totalCount,
  nodes,
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
});
const pulled = (pullRequest: object, more: object = {}) => reader({ repository: { pullRequest }, ...more });
const needs = { ...noNeeds, reviews: true, files: true, teams: ['acme/m'] };
const common = {
  place: { owner: 'acme', name: 'shop' },
  number: 42,
  head: oid(1),
  groupHead: null,
  failures: sortFailures([]),
};

describe('lists', () => {
  test('that end at different pages are read together', async () => {
    const data = pulled(
      { reviews: page(3, [{}], 'r1'), files: page(1, [{}]), changedFiles: 1 },
      { team0: { team: { databaseId: 3, members: page(2, [user('a', 1)], 'm1') } } },
    );
    const second = pulled(
      { headRefOid: oid(1), reviews: page(3, [{}], 'r2') },
      { team0: { team: { members: page(2, [user('b', 2)]) } } },
    );
    const third = pulled({ headRefOid: oid(1), reviews: page(3, [{}]) });
    const { api, asked } = answering({ data: second, errors: [] }, { data: third, errors: [] });
    const lists = await readLists(api, { ...common, needs, data });
    expect('nodes' in lists.reviews ? lists.reviews.nodes : []).toHaveLength(3);
    expect(lists.commits).toMatchObject({ why: { code: 'not-needed' } });
    expect(lists.teams['acme/m']).toMatchObject({ known: true, value: { id: 3, members: [{ id: 1 }, { id: 2 }] } });
    expect(asked.map(({ variables }) => variables)).toMatchObject([
      { reviewsAfter: 'r1', team0After: 'm1' },
      { reviewsAfter: 'r2' },
    ]);
    expect(asked[1]?.text).not.toContain('team0');
  });

  test('above what is read are unknown, without another query', async () => {
    const data = pulled(
      { reviews: page(5_001, [{}], 'r'), files: page(3_000, [{}], 'f'), changedFiles: 3_001 },
      { team0: { team: { databaseId: 3, members: page(10_001, [], 'm') } } },
    );
    const lists = await readLists(answering().api, { ...common, needs, data });
    expect(lists.reviews).toMatchObject({ why: { code: 'too-many' } });
    expect(lists.files).toMatchObject({ why: { code: 'too-many', detail: 'there are 3001 files, more than 3000' } });
    expect(lists.teams['acme/m']).toMatchObject({ known: false, why: { code: 'too-many' } });
  });

  test('that fail are unknown, on the first page or a later one; the others are not', async () => {
    const team = { team0: { team: { databaseId: 3, members: page(0, []) } } };
    const first = sortFailures([failed(['repository', 'pullRequest', 'reviews'], 'FORBIDDEN')]);
    const data = pulled({ reviews: null, files: page(2, [{}], 'f'), changedFiles: 2 }, team);
    const later = failed(['repository', 'pullRequest', 'files']);
    const next = { data: pulled({ headRefOid: oid(1), files: null }), errors: [later] };
    const lists = await readLists(answering(next).api, { ...common, failures: first, needs, data });
    expect(lists.reviews).toMatchObject({ why: { code: 'forbidden' } });
    expect(lists.files).toMatchObject({ why: { code: 'unavailable' } });
    expect(lists.teams['acme/m']).toMatchObject({ known: true });
  });

  test('of a head that moved are incomplete', async () => {
    const wanted = { ...noNeeds, reviews: true };
    const data = pulled({ reviews: page(2, [{}], 'r') });
    const next = { data: pulled({ headRefOid: oid(2), reviews: page(2, [{}]) }), errors: [] };
    await expect(readLists(answering(next).api, { ...common, needs: wanted, data })).rejects.toMatchObject({
      code: 'github.incomplete',
    });
  });

  test('of members that do not add up are incomplete; a team that fails half-way is unknown', async () => {
    const wanted = { ...noNeeds, teams: ['acme/m'] };
    const short = pulled({}, { team0: { team: { databaseId: 3, members: page(2, [user('a', 1)]) } } });
    await expect(readLists(answering().api, { ...common, needs: wanted, data: short })).rejects.toMatchObject({
      code: 'github.incomplete',
    });
    const more = pulled({}, { team0: { team: { databaseId: 3, members: page(2, [user('a', 1)], 'm') } } });
    const next = { data: pulled({ headRefOid: oid(1) }, { team0: { team: null } }), errors: [] };
    const lists = await readLists(answering(next).api, { ...common, needs: wanted, data: more });
    expect(lists.teams['acme/m']).toMatchObject({ known: false, why: { code: 'unavailable' } });
  });

  test('of members with an error on a later page are unknown: the one who is missing may be anybody', async () => {
    const wanted = { ...noNeeds, teams: ['acme/m'] };
    const data = pulled({}, { team0: { team: { databaseId: 3, members: page(2, [user('a', 1)], 'm') } } });
    const left = pulled({ headRefOid: oid(1) }, { team0: { team: { members: page(2, [null]) } } });
    const errors = [failed(['team0', 'team', 'members', 'nodes', 0])];
    const { api } = answering({ data: left, errors });
    const lists = await readLists(api, { ...common, needs: wanted, data });
    expect(lists.teams['acme/m']).toMatchObject({ known: false, why: { code: 'unavailable' } });
  });

  describe('of a bare commit', () => {
    const wanted = { ...noNeeds, checks: true, workflows: true };
    const bare = { ...common, number: null, groupHead: oid(1), needs: wanted };
    const machines = (contexts: object, checkSuites: object) =>
      reader({ repository: { machines: { statusCheckRollup: { contexts }, checkSuites } } });

    test('are its checks and workflow runs, read without any pull request', async () => {
      const next = { data: machines(page(2, [{}]), page(0, [])), errors: [] };
      const { api, asked } = answering(next);
      const lists = await readLists(api, { ...bare, data: machines(page(2, [{}], 'c'), page(1, [{}])) });
      expect('nodes' in lists.checks ? lists.checks.nodes : []).toHaveLength(2);
      expect('nodes' in lists.workflows ? lists.workflows.nodes : []).toHaveLength(1);
      expect(lists.reviews).toMatchObject({ why: { code: 'not-needed' } });
      expect(asked).toMatchObject([{ variables: { commit: oid(1), checksAfter: 'c' } }]);
      expect(asked[0]?.text).not.toContain('pullRequest');
    });

    test('are incomplete where it is not shown any more', async () => {
      const gone = { data: reader({ repository: { machines: null } }), errors: [] };
      const data = machines(page(2, [{}], 'c'), page(0, []));
      await expect(readLists(answering(gone).api, { ...bare, data })).rejects.toMatchObject({
        code: 'github.incomplete',
      });
    });
  });
});
