import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ApiAnswer, StandIn } from './client.ts';
import { makeSample, type Sample } from './sample.ts';

const createRoute = 'POST /repos/{owner}/{repo}/check-runs';
let github: StandIn;
let sample: Sample;
let sha: string;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  sample = await makeSample(github);
  sha = sample.made.head ?? '';
});

afterEach(async () => {
  await github.disarm();
  await github.setLimits({});
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

async function create(): Promise<ApiAnswer> {
  return github.api(`/repos/${sample.repository}/check-runs`, {
    token: sample.app.token,
    body: { name: 'gate', head_sha: sha },
  });
}

async function stored(): Promise<number> {
  return (await github.checkRuns({ repository: sample.repository, sha })).length;
}

describe('faults', () => {
  test('before the effect: failed and not stored; after it: failed but stored', async () => {
    await github.arm({ on: createRoute, action: { kind: 'status', status: 502 } });
    expect([(await create()).status, await stored()]).toEqual([502, 0]);
    await github.arm({ on: createRoute, action: { kind: 'status', status: 500, when: 'after' } });
    expect([(await create()).status, await stored()]).toEqual([500, 1]);
    expect([(await create()).status, await stored()]).toEqual([201, 2]);
  });

  test('hits as often as it says, after as many as it says, and only where it says', async () => {
    await github.arm({ on: createRoute, action: { kind: 'status', status: 503 }, count: 2, skip: 1 });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await create()).status);
    expect(statuses).toEqual([201, 503, 503, 201]);
    await github.arm({ on: createRoute, action: { kind: 'status', status: 503 }, containing: 'another check' });
    expect((await create()).status).toBe(201);
    expect(await github.disarm()).toEqual({ left: 1 });
  });

  test('a reset connection and one that hangs', async () => {
    await github.arm({ on: createRoute, action: { kind: 'reset', when: 'after' } });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(await stored()).toBe(1);
    await github.arm({ on: createRoute, action: { kind: 'hang', when: 'after' } });
    const options = {
      method: 'POST',
      body: JSON.stringify({ name: 'gate', head_sha: sha }),
      headers: { authorization: `Bearer ${sample.app.token}` },
    };
    const hanging = fetch(`${github.url}/repos/${sample.repository}/check-runs`, {
      ...options,
      signal: AbortSignal.timeout(300),
    });
    await expect(hanging).rejects.toThrow('timeout');
    expect(await stored()).toBe(2);
  });

  test('HTML, and half of the JSON', async () => {
    await github.arm({ on: createRoute, action: { kind: 'status', status: 502, html: true } });
    const page = await create();
    expect(page.headers.get('content-type')).toMatch('text/html');
    await github.arm({ on: createRoute, action: { kind: 'truncate' } });
    await expect(create()).rejects.toThrow(SyntaxError);
  });

  test('rate limits as GitHub tells them', async () => {
    await github.arm({ on: createRoute, action: { kind: 'primary-limit', seconds: 30 } });
    const primary = await create();
    expect([primary.status, primary.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    await github.arm({ on: createRoute, action: { kind: 'secondary-limit', seconds: 7 } });
    const secondary = await create();
    expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([403, '7']);
    expect(await stored()).toBe(0);
  });

  test('GraphQL: an error instead of the effect, and after it', async () => {
    const [owner, name] = sample.repository.split('/');
    const query = `query Facts { repository(owner: "${owner}", name: "${name}") { name } }`;
    const ask = async () => (await github.api('/graphql', { token: sample.app.token, body: { query } })).body;
    const errors = [{ type: 'SERVICE_UNAVAILABLE', message: 'Something went wrong.' }];
    await github.arm({ on: 'GRAPHQL Facts', action: { kind: 'graphql-errors', errors } });
    expect(await ask()).toEqual({ data: null, errors });
    await github.arm({
      on: 'GRAPHQL repository',
      action: { kind: 'graphql-errors', errors, when: 'after', keepData: true },
    });
    expect(await ask()).toEqual({ data: { repository: { name: 'shop' } }, errors });
    expect(await ask()).toEqual({ data: { repository: { name: 'shop' } } });
  });

  test('a branch that moves before a request, and after its answer was made', async () => {
    const read = async (): Promise<unknown> => {
      const answer = await github.api(`/repos/${sample.repository}/git/ref/heads/main`, { token: sample.app.token });
      return (answer.body as { readonly object: { readonly sha: string } }).object.sha;
    };
    const move = { kind: 'move-branch', repository: sample.repository, branch: 'main' } as const;
    await github.arm({ on: 'GET /repos/{owner}/{repo}/git/ref/{ref}', action: { ...move, when: 'after' } });
    expect(await read()).toBe(sha);
    const moved = await read();
    expect(moved).not.toBe(sha);
    await github.arm({ on: 'GET /repos/{owner}/{repo}/git/ref/{ref}', action: move });
    expect(await read()).not.toBe(moved);
  });
});

describe('limits and counters', () => {
  test('900 points a minute: writes cost five', async () => {
    await github.setLimits({ restPoints: 22 });
    const { token } = sample.app;
    const statuses = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await create()).status);
    expect(statuses).toEqual([201, 201, 201, 201, 403]);
    await github.advanceClock({ milliseconds: 61_000 });
    const answer = await github.api(`/repos/${sample.repository}`, { token });
    expect([answer.status, answer.headers.get('x-ratelimit-used')]).toEqual([200, '6']);
    await github.setLimits({ restPoints: 1, enforced: false });
    for (let index = 0; index < 3; index += 1)
      expect((await github.api(`/repos/${sample.repository}`, { token })).status).toBe(200);
  });

  test('the primary limit is an hour’s', async () => {
    await github.setLimits({ primary: 2 });
    const { token } = sample.app;
    const ask = async () => (await github.api(`/repos/${sample.repository}`, { token })).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 403]);
  });

  test('requests are counted by route', async () => {
    await github.resetStats();
    await create();
    await create();
    const query = 'query Facts { viewer { login } }';
    await github.api('/graphql', { token: sample.app.token, body: { query } });
    const { total, byRoute, byStatus } = await github.stats();
    expect({ total, byRoute }).toEqual({ total: 3, byRoute: { [createRoute]: 2, 'GRAPHQL query Facts': 1 } });
    expect(byStatus).toMatchObject({ 201: 2 });
  });
});
