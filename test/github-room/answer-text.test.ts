import { afterEach, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { fetchText, parseAnswer } from '../../src/github/answer-text.ts';

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});

const answering = (body: string, init: ResponseInit = {}): void => {
  globalThis.fetch = async () => Promise.resolve(new Response(body, init));
};

test('the body is a text, which is read to its end', async () => {
  answering('{"a":1}', { status: 201, statusText: 'Created', headers: { link: 'x' } });
  const { status, statusText, headers, body } = await fetchText('https://api.github.com/x');
  expect([status, statusText, headers.get('link')]).toEqual([201, 'Created', 'x']);
  expect(body).toBe('{"a":1}');
});

test('only in GitHub’s log of deliveries are ids made texts', async () => {
  answering('[{"id":9007199254740993}]');
  const log = await fetchText('https://api.github.com/app/hook/deliveries?per_page=100');
  expect(await log.text()).toBe('[{"id":"9007199254740993"}]');
  const other = await fetchText(new Request('https://api.github.com/repos/acme/shop/pulls'));
  expect(await other.text()).toBe('[{"id":9007199254740993}]');
  answering('[{"id":9007199254740993}]', { status: 502 });
  const failed = await fetchText('https://api.github.com/app/hook/deliveries');
  expect(await failed.text()).toBe('[{"id":9007199254740993}]');
});

test('a refusal of whatever type keeps its status', async () => {
  answering('x', { status: 403, headers: { 'content-type': 'application/octet-stream' } });
  const octokit = new Octokit({ request: { fetch: fetchText } });
  await expect(octokit.request('GET /x')).rejects.toMatchObject({ status: 403 });
});

test('an answer that breaks off is an error of the connection', async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  globalThis.fetch = async () => Promise.resolve(new Response(broken));
  await expect(fetchText('https://api.github.com/x')).rejects.toThrow('terminated');
});

test('a refusal that breaks off is still one, with its headers', async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  const init = { status: 429, headers: { 'retry-after': '7', 'content-type': 'application/json' } };
  globalThis.fetch = async () => Promise.resolve(new Response(broken, init));
  const octokit = new Octokit({ request: { fetch: fetchText } });
  const response = { headers: { 'retry-after': '7' } };
  await expect(octokit.request('GET /x')).rejects.toMatchObject({ status: 429, response });
});

test.each([
  ['JSON', 'application/json; charset=utf-8', '{"a":[1]}', { a: [1] }],
  ['JSON that breaks off', 'application/json', '{"a":[1', '{"a":[1'],
  ['a page', 'text/html', '<p>', '<p>'],
  ['what does not call itself JSON', 'text/html', '{"a":1}', '{"a":1}'],
  ['what has no type', undefined, '{}', '{}'],
  ['nothing', 'application/json', '', ''],
])('%s', (_what, type, data, parsed) => {
  expect(parseAnswer({ data, headers: { 'content-type': type } })).toEqual(parsed);
});

test('what is no text stays', () => {
  expect(parseAnswer({ data: { a: 1 }, headers: { 'content-type': 'application/json' } })).toEqual({ a: 1 });
});
