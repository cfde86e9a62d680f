import { describe, expect, test } from '@jest/globals';
import { type RequestEnd, type RequestWatch, routeOf, unwatched, watched } from '../../src/github/request-watch.ts';

const request = { installation: 7, route: 'GET /repos/{owner}/{repo}' };
const headers = {
  'x-ratelimit-resource': 'core',
  'x-ratelimit-remaining': '4999',
  'x-ratelimit-limit': '5000',
  'x-ratelimit-reset': '1795298400',
};

function recorder(): { readonly ends: RequestEnd[]; readonly watch: RequestWatch } {
  const ends: RequestEnd[] = [];
  return { ends, watch: async (_, send) => await send((end) => void ends.push(end)) };
}

test('an answer is handed on, and its status and budget are told', async () => {
  const { ends, watch } = recorder();
  const answer = { status: 200, headers, data: 'x' };
  expect(await watched(watch, request, async () => answer)).toBe(answer);
  expect(await watched(unwatched, request, async () => answer)).toBe(answer);
  const budget = { resource: 'core', remaining: 4999, limit: 5000, resetAt: 1_795_298_400_000 };
  expect(ends).toEqual([{ status: 200, budget }]);
});

describe('a failure is thrown on, and told', () => {
  test.each<[string, unknown, RequestEnd]>([
    ['with the answer that it carries', { response: { status: 403, headers: {} } }, { status: 403, budget: null }],
    ['without headers', { response: { status: 500, headers: null } }, { status: 500, budget: null }],
    ['of a connection', new Error('reset'), { status: null, budget: null }],
    ['of no known form', { response: { status: 'x' } }, { status: null, budget: null }],
    ['that is nothing', null, { status: null, budget: null }],
    ['with an empty answer', { response: null }, { status: null, budget: null }],
  ])('%s', async (_, error, end) => {
    const { ends, watch } = recorder();
    await expect(watched(watch, request, async () => await Promise.reject(error))).rejects.toBe(error);
    expect(ends).toEqual([end]);
  });
});

test.each([
  { ...headers, 'x-ratelimit-resource': 'acme/shop' },
  { ...headers, 'x-ratelimit-remaining': 'many' },
  { ...headers, 'x-ratelimit-limit': undefined },
  { ...headers, 'x-ratelimit-reset': '1'.repeat(13) },
])('a budget that is none is not told: %j', async (odd) => {
  const { ends, watch } = recorder();
  await watched(watch, request, async () => ({ status: 200, headers: odd }));
  expect(ends).toEqual([{ status: 200, budget: null }]);
});

test.each([
  ['/repos/{owner}/{repo}/pulls', 'GET /repos/{owner}/{repo}/pulls'],
  ['/graphql', 'GET /graphql'],
  ['https://ghe.example/api/graphql', 'GET /graphql'],
  ['https://api.github.com/repositories/1234/pulls?page=2', 'GET (next page)'],
])('the route of %s holds no ids', (url, route) => expect(routeOf({ method: 'GET', url })).toBe(route));
