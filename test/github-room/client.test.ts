import { describe, expect, jest, test } from '@jest/globals';
import { isFault } from '../../src/base/fault.ts';
import type { Log, LogFields } from '../../src/base/log.ts';
import { privateKey } from './key.ts';
import {
  BASE,
  expectAt,
  expectToken,
  INSTALLATION,
  openClient,
  openLine,
  openPersonLine,
  recordGitHub,
} from './line.ts';

recordGitHub();

async function faultOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isFault(error)) throw new Error(`no fault but ${String(error)}`);
  return error;
}

describe('a line', () => {
  test('asks for a token once, and sends it with the version of the API', async () => {
    const { api, client, github } = openLine();
    const headers = { authorization: 'token ghs_test', 'x-github-api-version': '2022-11-28' };
    github.get('/repos/acme/shop').matchHeader('authorization', headers.authorization).reply(200, { id: 1 });
    github.get('/repos/acme/web').matchHeader('x-github-api-version', '2022-11-28').reply(200, { id: 2 });
    const answers = await Promise.all([
      api.rest('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'shop' }),
      api.rest('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'web' }),
    ]);
    expect(answers.map(({ body }) => body.at('id').count())).toEqual([1, 2]);
    expect(client.requests()).toBe(3);
  });

  test('of the app sends its own JSON Web Token', async () => {
    const client = openClient();
    expectAt(BASE)
      .get('/app')
      .matchHeader('authorization', /^bearer ey/)
      .reply(200, { id: 12 });
    expect((await client.app().rest('GET /app')).body.at('id').count()).toBe(12);
    expect(client.requests()).toBe(1);
  });

  test('renews a token that was revoked, once', async () => {
    const { api, github } = openLine();
    github.get('/x').reply(200, {});
    await api.rest('GET /x');
    // Within five seconds of its making a token is allowed to be unknown to GitHub; later it is not.
    const doNotFake = [
      'nextTick',
      'setImmediate',
      'setTimeout',
      'setInterval',
      'queueMicrotask',
      'performance',
    ] as const;
    jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: [...doNotFake] });
    try {
      github.get('/x').matchHeader('authorization', 'token ghs_test').reply(401, { message: 'Bad credentials' });
      expectToken('ghs_new');
      github.get('/x').matchHeader('authorization', 'token ghs_new').reply(200, { ok: true });
      expect((await api.rest('GET /x')).body.at('ok').flag()).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  test('says what is wrong when the installation is gone', async () => {
    const client = openClient();
    expectAt(BASE).post(`/app/installations/${INSTALLATION}/access_tokens`).reply(404, { message: 'Not Found' });
    expect((await faultOf(client.installation(INSTALLATION).rest('GET /x'))).code).toBe('github.not-found');
  });

  test('gives up after the time-out', async () => {
    expectToken();
    expectAt(BASE).get('/x').delay(5_000).reply(200, {});
    const client = openClient({ timeout: 500 });
    const fault = await faultOf(client.installation(INSTALLATION).rest('GET /x'));
    expect([fault.code, fault.message]).toEqual(['github.unavailable', expect.stringMatching(/[Tt]imeout|broke off/)]);
  });

  test('does not take a page of HTML for an answer', async () => {
    const { api, github } = openLine();
    github.get('/x').reply(200, '<html>Unicorn!</html>', { 'content-type': 'text/html' });
    const fault = await faultOf(api.rest('GET /x'));
    expect([fault.code, fault.message]).toEqual([
      'github.unavailable',
      expect.stringContaining('not JSON but text/html'),
    ]);
    github.get('/x').reply(502, '<html>Unicorn!</html>', { 'content-type': 'text/html' });
    expect((await faultOf(api.rest('GET /x'))).code).toBe('github.unavailable');
  });

  test('calls a reset connection unavailable', async () => {
    const { api, github } = openLine();
    github.get('/x').replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    expect((await faultOf(api.rest('GET /x'))).code).toBe('github.unavailable');
  });

  test('follows the next page on the same host only', async () => {
    const { api, github } = openLine();
    github.get('/x').reply(200, [], { link: `<${BASE}/x?page=2>; rel="next", <${BASE}/x?page=9>; rel="last"` });
    expect((await api.rest('GET /x')).next).toBe(`${BASE}/x?page=2`);
    github.get('/x').reply(200, [], { link: '<https://api.github.com.evil.example/x?page=2>; rel="next"' });
    expect((await api.rest('GET /x')).next).toBeNull();
  });
});

describe("a person's line", () => {
  test('sends the token as it is, and asks for no other', async () => {
    const { api, github } = openPersonLine();
    github.get('/x').matchHeader('authorization', 'token ghp_test').reply(200, { ok: true });
    expect((await api.rest('GET /x')).body.at('ok').flag()).toBe(true);
  });

  test('does not try again with a token that was refused', async () => {
    const { api, github } = openPersonLine();
    github.get('/x').reply(401, { message: 'Bad credentials' });
    expect((await faultOf(api.rest('GET /x'))).code).toBe('github.unauthorized');
  });
});

describe('after "wait"', () => {
  test('nothing is sent until the wait is over', async () => {
    let now = 1_000_000;
    const client = openClient({ clock: { now: () => now } });
    expectToken();
    expectAt(BASE).get('/x').reply(429, { message: 'slow down' }, { 'retry-after': '30' });
    const api = client.installation(INSTALLATION);
    expect((await faultOf(api.rest('GET /x'))).details['retryAfter']).toBe(30_000);
    const sent = client.requests();
    now += 10_000;
    expect((await faultOf(api.rest('GET /x'))).details['retryAfter']).toBe(20_000);
    expect(client.requests()).toBe(sent);
    now += 20_001;
    expectAt(BASE).get('/x').reply(200, { ok: true });
    expect((await api.rest('GET /x')).body.at('ok').flag()).toBe(true);
  });

  test('a limit inside a GraphQL answer counts as well', async () => {
    const client = openClient({ clock: { now: () => 0 } });
    expectToken();
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }];
    expectAt(BASE).post('/graphql').reply(200, { data: null, errors }, { 'retry-after': '7' });
    const api = client.installation(INSTALLATION);
    expect((await faultOf(api.graphql('query { viewer { login } }', {}))).code).toBe('github.rate-limited');
    expect((await faultOf(api.rest('GET /x'))).details).toEqual({ retryAfter: 7_000, held: true });
  });
});

test('Enterprise Server has its GraphQL beside its REST', async () => {
  const base = 'https://git.acme.example/api/v3';
  expectToken('ghs_e', base);
  const client = openClient({ baseUrl: base });
  expectAt('https://git.acme.example')
    .post('/api/graphql')
    .reply(200, { data: { ok: true } });
  const { data } = await client.installation(INSTALLATION).graphql('query { ok }', {});
  expect(data.at('ok').flag()).toBe(true);
  expect(client.webUrl).toBe('https://git.acme.example');
});

test('no secret reaches the log, and a missing permission does', async () => {
  const lines: string[] = [];
  const note = (level: string) => (fields: LogFields, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const client = openClient({ log });
  expectToken();
  expectAt(BASE)
    .get('/x')
    .reply(403, { message: 'Resource not accessible' }, { 'x-accepted-github-permissions': 'checks=write' });
  expect((await faultOf(client.installation(INSTALLATION).rest('GET /x'))).code).toBe('github.forbidden');
  expect(lines.join('\n')).toContain('"acceptedPermissions":"checks=write"');
  expect(lines.join('\n')).not.toContain('ghs_test');
  expect(lines.join('\n')).not.toContain(privateKey().slice(40, 80));
});
