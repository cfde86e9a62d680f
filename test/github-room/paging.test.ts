import { expect, test } from '@jest/globals';
import { readBeginning, readList, readShortList } from '../../src/github/paging.ts';
import type { Reader } from '../../src/github/reader.ts';
import { BASE, openLine, recordGitHub } from './line.ts';

recordGitHub();

const request = {
  route: 'GET /repos/{owner}/{repo}/things',
  parameters: { owner: 'acme', repo: 'shop', state: 'open' },
  items: (body: Reader) => body.list(),
  read: (item: Reader) => item.at('n').count(),
};

test('reads page after page, each once', async () => {
  const { api, github, client } = openLine();
  const next = `<${BASE}/repos/acme/shop/things?page=2&cursor=x>; rel="next"`;
  github
    .get('/repos/acme/shop/things')
    .query({ state: 'open', per_page: 100 })
    .reply(200, [{ n: 1 }, { n: 2 }], { link: next });
  github
    .get('/repos/acme/shop/things')
    .query({ page: 2, cursor: 'x' })
    .reply(200, [{ n: 3 }]);
  expect(await readList(api, request)).toEqual([1, 2, 3]);
  expect(client.requests()).toBe(3);
});

test('a list that never ends is incomplete, or nothing, or its beginning, where that was asked for', async () => {
  const { api, github } = openLine();
  const link = `<${BASE}/repos/acme/shop/things?page=2>; rel="next"`;
  github
    .get('/repos/acme/shop/things')
    .query(true)
    .times(6)
    .reply(200, [{ n: 1 }], { link });
  await expect(readList(api, { ...request, pages: 2 })).rejects.toMatchObject({ code: 'github.incomplete' });
  expect(await readShortList(api, { ...request, pages: 2 })).toBeNull();
  expect(await readBeginning(api, { ...request, pages: 2 })).toEqual({ found: [1, 1], isAll: false });
});
