import { expect, test } from '@jest/globals';
import { listTree } from '../../src/github/tree.ts';
import { oid } from './gql.ts';
import { openLine, recordGitHub } from './line.ts';

recordGitHub();

const place = { owner: 'acme', name: 'shop' };
const entry = (path: string, n: number, type = 'blob') => ({ path, type, sha: oid(n), mode: '100644' });
const url = (n: number) => `/repos/acme/shop/git/trees/${oid(n)}`;

test('all files, in one request', async () => {
  const { api, github } = openLine();
  const tree = [entry('checkpoint', 2), entry('tail', 3, 'tree'), entry('tail/0.json', 4)];
  github.get(url(1)).query({ recursive: '1' }).reply(200, { tree, truncated: false });
  expect([...(await listTree(api, place, oid(1)))]).toEqual([
    ['checkpoint', oid(2)],
    ['tail/0.json', oid(4)],
  ]);
});

test('a listing that was cut off is read directory by directory', async () => {
  const { api, github } = openLine();
  github
    .get(url(1))
    .query({ recursive: '1' })
    .reply(200, { tree: [entry('a', 9)], truncated: true });
  github.get(url(1)).reply(200, { tree: [entry('checkpoint', 2), entry('tail', 3, 'tree')], truncated: false });
  github
    .get(url(3))
    .query({ recursive: '1' })
    .reply(200, { tree: [entry('x/0.json', 4)], truncated: false });
  expect([...(await listTree(api, place, oid(1)))]).toEqual([
    ['checkpoint', oid(2)],
    ['tail/x/0.json', oid(4)],
  ]);
});

test('one directory that cannot be listed makes the whole incomplete', async () => {
  const { api, github } = openLine();
  github.get(url(1)).query(true).times(2).reply(200, { tree: [], truncated: true });
  await expect(listTree(api, place, oid(1))).rejects.toMatchObject({ code: 'github.incomplete' });
});
