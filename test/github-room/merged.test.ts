import { expect, test } from '@jest/globals';
import type { Api } from '../../src/github/api.ts';
import { readMerged } from '../../src/github/merged.ts';
import { oid, reader } from './gql.ts';

/** What the stand-in answers is read in test/app/recovery/note-landings.test.ts. */

const names = { id: 70, owner: 'acme', name: 'shop' };
const time = (day: number): string => `2026-11-${day}T14:00:00Z`;
const node = (number: number, day: number, fields: object = {}) => ({
  number,
  baseRefName: 'main',
  headRefOid: oid(number),
  updatedAt: time(day),
  mergeCommit: { oid: oid(100 + number) },
  ...fields,
});

function answering(pages: readonly (readonly object[])[], databaseId = 70) {
  const asked: object[] = [];
  const api: Api = {
    rest: async () => Promise.reject(new Error('REST was not expected')),
    graphql: async (_text, variables) => {
      const at = asked.push(variables) - 1;
      const pageInfo = { hasNextPage: at + 1 < pages.length, endCursor: `cursor-${at}` };
      const data = reader({ repository: { databaseId, pullRequests: { pageInfo, nodes: pages[at] ?? [] } } });
      return Promise.resolve({ data, errors: [] });
    },
  };
  return { asked, read: async () => await readMerged(api, names, Date.parse(time(20))) };
}

test('what each became on its base; one without a commit is left out', async () => {
  const { read } = answering([[node(1, 21), node(2, 21, { mergeCommit: null })]]);
  expect(await read()).toEqual([{ number: 1, base: 'main', head: oid(1), commit: oid(101) }]);
});

test('it is read until what was touched before the time', async () => {
  const { asked, read } = answering([[node(1, 22)], [node(2, 21), node(3, 19)], [node(4, 18)]]);
  expect((await read()).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(asked).toEqual([
    { owner: 'acme', name: 'shop' },
    { owner: 'acme', name: 'shop', after: 'cursor-0' },
  ]);
});

test('a name that another repository has by now says nothing about this one', async () => {
  await expect(answering([[]], 71).read()).rejects.toMatchObject({ code: 'github.not-found' });
});
