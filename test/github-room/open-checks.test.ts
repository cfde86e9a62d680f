import { expect, test } from '@jest/globals';
import type { Api, GraphqlAnswer } from '../../src/github/api.ts';
import { readFirstChecks, readOpenChecks } from '../../src/github/open-checks.ts';
import { failed, oid, reader } from './gql.ts';

/** What the stand-in answers is read in test/app/recovery/compare.test.ts. */

const names = { id: 70, owner: 'acme', name: 'shop' };

const run = (databaseId: number, change: object = {}) => ({
  databaseId,
  name: 'countersign: main',
  status: 'COMPLETED',
  conclusion: 'SUCCESS',
  startedAt: '2026-11-21T14:00:00Z',
  ...change,
});

const node = (number: number, suites: readonly (readonly object[])[], head = oid(number)) => ({
  number,
  baseRefName: 'main',
  headRefOid: oid(number),
  isInMergeQueue: false,
  baseRef: { name: 'main', target: { oid: oid(900) } },
  commits: {
    nodes: [{ commit: { oid: head, checkSuites: { nodes: suites.map((nodes) => ({ checkRuns: { nodes } })) } } }],
  },
});

function answering(nodes: readonly object[], change: object = {}, endCursor: string | null = null) {
  const asked: object[] = [];
  const pullRequests = { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
  const answer: GraphqlAnswer = {
    data: reader({ r0: { databaseId: 70, pushedAt: null, defaultBranchRef: null, pullRequests, ...change }, r1: null }),
    errors: [failed(['r1'], 'NOT_FOUND')],
  };
  const api: Api = {
    rest: async () => Promise.reject(new Error('REST was not expected')),
    graphql: async (_text, variables) => {
      asked.push(variables);
      return Promise.resolve(answer);
    },
  };
  return {
    asked,
    read: async (after: string | null = null) => await readOpenChecks(api, names, { appId: 12, after }),
    readFirst: async () => await readFirstChecks(api, [names, { id: 71, owner: 'acme', name: 'gone' }], 12),
  };
}

test('of each name the newest run, in whichever suite it is', async () => {
  const { read } = answering([node(1, [[run(5, { conclusion: 'FAILURE' })], [run(9), run(7, { name: 'other' })]])]);
  const { changes, next } = await read();
  expect(next).toBeNull();
  expect(changes).toEqual([expect.objectContaining({ number: 1, base: 'main', head: oid(1), isQueued: false })]);
  expect(changes[0]?.runs.map(({ runId, conclusion }) => [runId, conclusion])).toEqual([
    [9, 'success'],
    [7, 'success'],
  ]);
});

test('one that is not completed has no conclusion, and may not have begun', async () => {
  const { read } = answering([node(1, [[run(5, { status: 'QUEUED', conclusion: null, startedAt: null })]])]);
  expect((await read()).changes[0]?.runs).toEqual([
    { runId: 5, name: 'countersign: main', conclusion: null, startedAt: null },
  ]);
});

test('of a head that moved meanwhile nothing is said', async () => {
  expect((await answering([node(1, [], oid(2)), node(3, [])]).read()).changes.map(({ number }) => number)).toEqual([3]);
});

test('the next page begins where this one ends', async () => {
  const { asked, read } = answering([], {}, 'cursor');
  expect((await read()).next).toBe('cursor');
  await read('cursor');
  expect(asked).toEqual([
    { owner0: 'acme', name0: 'shop', appId: 12 },
    { owner0: 'acme', name0: 'shop', appId: 12, after: 'cursor' },
  ]);
});

test('a name that another repository has by now says nothing about this one', async () => {
  await expect(answering([], { databaseId: 71 }).read()).rejects.toMatchObject({ code: 'github.not-found' });
});

test('several at once: one that is not there is nothing, and keeps the others from nobody', async () => {
  const ref = { name: 'main', target: { oid: oid(901) } };
  const { asked, readFirst } = answering([node(1, [])], { defaultBranchRef: ref, pushedAt: '2026-11-21T14:00:00Z' });
  const [here, gone] = await readFirst();
  expect(gone).toBeNull();
  expect(here).toMatchObject({ branches: [{ name: 'main', tip: oid(901), isDefault: true }], next: null });
  expect(here?.pushedAt).toBe(Date.parse('2026-11-21T14:00:00Z'));
  expect(asked).toEqual([{ owner0: 'acme', name0: 'shop', owner1: 'acme', name1: 'gone', appId: 12 }]);
});

test('any other trouble of one of them is a fault: which it concerns is not known', async () => {
  const api: Api = {
    rest: async () => Promise.reject(new Error('REST was not expected')),
    graphql: async () => Promise.resolve({ data: reader({ r0: null }), errors: [failed(['r0'], 'FORBIDDEN')] }),
  };
  await expect(readFirstChecks(api, [names], 12)).rejects.toMatchObject({ code: 'github.forbidden' });
});
