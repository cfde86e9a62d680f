import { describe, expect, jest, test } from '@jest/globals';
import { isFault } from '../../src/base/fault.ts';
import { BASE, expectAt, expectToken, INSTALLATION, openClient, recordGitHub } from './line.ts';

recordGitHub();

const open = () => {
  const client = openClient({ pauses: [1, 1], timeout: 200 });
  expectToken();
  return { api: client.installation(INSTALLATION), client, github: expectAt(BASE) };
};

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  return isFault(error) ? error.code : `no fault but ${String(error)}`;
}

const html = { 'content-type': 'text/html' };
const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

describe('what is safe is asked again', () => {
  test('after a reset connection, and after a page of HTML', async () => {
    const { api, github } = open();
    github.get('/x').replyWithError(reset);
    github.get('/x').reply(502, '<html>Unicorn!</html>', html);
    github.get('/x').reply(200, { ok: true });
    expect((await api.rest('GET /x')).body.at('ok').flag()).toBe(true);
  });

  test('after a time-out', async () => {
    const { api, github } = open();
    github.get('/x').delay(600).reply(200, {});
    github.get('/x').reply(200, { ok: true });
    expect((await api.rest('GET /x')).body.at('ok').flag()).toBe(true);
  });

  test('after a GraphQL answer without data', async () => {
    const { api, github } = open();
    github.post('/graphql').reply(200, { data: null, errors: [{ message: 'Something went wrong' }] });
    github.post('/graphql').reply(200, { data: { ok: true } });
    expect((await api.graphql('query { ok }', {})).data.at('ok').flag()).toBe(true);
  });

  test('three times in all', async () => {
    const { api, github, client } = open();
    github.get('/x').times(3).reply(503, { message: 'no' });
    expect(await codeOf(api.rest('GET /x'))).toBe('github.unavailable');
    expect([client.requests(), client.budgets()[0]?.underWay]).toEqual([4, 0]);
  });
});

describe('asked once only', () => {
  test('is what changes something: it may have been stored', async () => {
    const { api, github } = open();
    github.post('/x').reply(502, { message: 'no' });
    expect(await codeOf(api.rest('POST /x'))).toBe('github.unavailable');
    github.post('/graphql').replyWithError(reset);
    expect(await codeOf(api.graphql('mutation { x }', {}))).toBe('github.unavailable');
  });

  test.each([409, 404, 422])('is what is answered with %i', async (status) => {
    const { api, github } = open();
    github.get('/x').reply(status, { message: 'no' });
    expect(await codeOf(api.rest('GET /x'))).not.toMatch(/^no fault/);
  });
});

test('a budget that is used up is not asked of, by background work first', async () => {
  const { api, github, client } = open();
  const now = Math.floor(Date.now() / 1_000);
  const headers = (remaining: number) => ({
    date: new Date(now * 1_000).toUTCString(),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(now + 2_400),
    'x-ratelimit-resource': 'core',
  });
  github.get('/x').reply(200, {}, headers(1_000));
  await api.rest('GET /x');
  const background = client.installation(INSTALLATION, 'background');
  expect(await codeOf(background.rest('GET /x'))).toBe('github.rate-limited');
  github.get('/x').reply(403, { message: 'API rate limit exceeded' }, headers(0));
  expect(await codeOf(api.rest('GET /x'))).toBe('github.rate-limited');
  const sent = client.requests();
  expect(await codeOf(api.rest('GET /x'))).toBe('github.rate-limited');
  expect(client.requests()).toBe(sent);
  expect(client.budgets()).toMatchObject([{ installation: INSTALLATION, core: { limit: 5_000, remaining: 0 } }]);
});

test('a token that is no longer taken while pages are read is renewed, and reading goes on', async () => {
  const { api, github } = open();
  github.get('/x').reply(200, [], { link: `<${BASE}/x?page=2>; rel="next"` });
  const { next } = await api.rest('GET /x');
  // Within five seconds of its making a token is allowed to be unknown to GitHub; later it is not.
  const real = ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask', 'performance'] as const;
  jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: [...real] });
  try {
    github.get('/x?page=2').matchHeader('authorization', 'token ghs_test').reply(401, { message: 'Bad credentials' });
    expectToken('ghs_new');
    github.get('/x?page=2').matchHeader('authorization', 'token ghs_new').reply(200, { ok: true });
    expect((await api.rest(`GET ${next}`)).body.at('ok').flag()).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});
