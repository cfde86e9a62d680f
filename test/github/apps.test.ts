import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { StandIn } from './client.ts';
import { installSampleApp, makeSample, type Sample } from './sample.ts';

let github: StandIn;
let sample: Sample;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  sample = await makeSample(github);
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

function makeJwt(claims: Readonly<Record<string, unknown>>, privateKey = sample.app.privateKey): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 30, exp: now + 300, iss: sample.app.appId, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

describe('an app', () => {
  test('works with octokit: REST and GraphQL, with tokens it fetches itself', async () => {
    const { appId, privateKey, installationId } = sample.app;
    const octokit = new Octokit({
      baseUrl: github.url,
      authStrategy: createAppAuth,
      auth: { appId, privateKey, installationId },
    });
    const [owner = '', repo = ''] = sample.repository.split('/');
    await github.resetStats();
    expect((await octokit.rest.repos.get({ owner, repo })).data.full_name).toBe(sample.repository);
    const created = await octokit.rest.checks.create({
      owner,
      repo,
      name: 'gate',
      head_sha: sample.made.head ?? '',
      conclusion: 'success',
    });
    expect(created.data.app?.id).toBe(appId);
    const answer = await octokit.graphql<{ repository: { databaseId: number } }>(
      'query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { databaseId } }',
      { owner, repo },
    );
    expect(answer.repository.databaseId).toBe(sample.made.id);
    const { byRoute } = await github.stats();
    expect(byRoute['POST /app/installations/{installation_id}/access_tokens']).toBe(1);
    const contents = await octokit.rest.repos.getContent({ owner, repo, path: '' });
    expect(contents.data).toMatchObject([{ name: 'README.md', type: 'file' }]);
    expect((await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation)).length).toBe(1);
  });

  test('asks about itself and its installations', async () => {
    const token = makeJwt({});
    expect(await github.api('/app', { token })).toMatchObject({
      status: 200,
      body: { id: sample.app.appId, installations_count: 1 },
    });
    for (const path of [`/repos/${sample.repository}/installation`, `/orgs/${sample.organization}/installation`]) {
      expect(await github.api(path, { token })).toMatchObject({
        status: 200,
        body: { id: sample.app.installationId, repository_selection: 'all' },
      });
    }
    expect(await github.api('/app/installations', { token })).toMatchObject({
      body: [{ id: sample.app.installationId }],
    });
    expect((await github.api('/app', { token: sample.app.token })).status).toBe(401);
    expect((await github.api(`/repos/${sample.repository}`, { token })).status).toBe(403);
  });

  test('is refused with a bad token of its own making', async () => {
    const now = Math.floor(Date.now() / 1000);
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem' })
      .toString();
    const bad = [
      makeJwt({ exp: now - 1 }),
      makeJwt({ exp: now + 700 }),
      makeJwt({ iat: now + 120 }),
      makeJwt({}, stranger),
      'a.b.c',
    ];
    for (const token of bad) expect((await github.api('/app', { token })).status).toBe(401);
    expect((await github.api('/app', { token: makeJwt({ iss: 1 }) })).status).toBe(404);
  });

  test('gets tokens that expire after an hour by the stand-in’s clock, and narrower ones', async () => {
    const path = `/app/installations/${sample.app.installationId}/access_tokens`;
    const narrow = { repositories: ['shop'], permissions: { contents: 'read' } };
    const answer = await github.api(path, { token: makeJwt({}), body: narrow });
    expect(answer).toMatchObject({
      status: 201,
      body: { permissions: { contents: 'read' }, repository_selection: 'selected' },
    });
    const { token } = answer.body as { readonly token: string };
    const body = { name: 'gate', head_sha: sample.made.head };
    expect((await github.api(`/repos/${sample.repository}/check-runs`, { token, body })).status).toBe(403);
    expect((await github.api(`/repos/${sample.repository}/branches`, { token })).status).toBe(200);
    expect(
      (await github.api(path, { token: makeJwt({}), body: { permissions: { administration: 'write' } } })).status,
    ).toBe(422);
    expect((await github.api(path, { token: makeJwt({}), body: { repositories: ['nothing'] } })).status).toBe(422);
    await github.advanceClock({ milliseconds: 3_600_001 });
    expect((await github.api(`/repos/${sample.repository}`, { token })).status).toBe(401);
  });

  test('reads its deliveries and asks for another attempt', async () => {
    const webhook = { url: 'http://127.0.0.1:9/', secret: 's' };
    const app = await installSampleApp(github, {
      organization: sample.organization,
      slug: `hooked-${sample.organization}`,
      webhook,
    });
    await github.waitForDeliveries();
    const token = makeJwt({ iss: app.appId }, app.privateKey);
    const failed = await github.api('/app/hook/deliveries?status=failure&per_page=1', { token });
    const [first] = failed.body as readonly { readonly id: number; readonly guid: string }[];
    expect(failed.body).toMatchObject([{ event: 'installation', action: 'created', status_code: 502 }]);
    const next = /cursor=([^>]+)>; rel="next"/.exec(failed.headers.get('link') ?? '')?.[1];
    expect(
      (await github.api(`/app/hook/deliveries?status=failure&per_page=1&cursor=${next}`, { token })).body,
    ).toMatchObject([{ event: 'ping' }]);
    expect((await github.api(`/app/hook/deliveries/${first?.id}/attempts`, { token, method: 'POST' })).status).toBe(
      202,
    );
    await github.waitForDeliveries();
    const all = await github.api('/app/hook/deliveries', { token });
    expect(all.body).toMatchObject([
      { guid: first?.guid, redelivery: true },
      { guid: first?.guid, redelivery: false },
      { event: 'ping' },
    ]);
    expect((await github.api(`/app/hook/deliveries/${first?.id}`, { token })).body).toMatchObject({
      request: { payload: { action: 'created' } },
    });
  });

  test('is born from a manifest', async () => {
    const manifest = {
      name: 'My Gate',
      url: 'http://x',
      default_permissions: { checks: 'write' },
      default_events: ['check_run'],
      hook_attributes: { url: 'http://127.0.0.1:9/' },
    };
    const { code } = await github.offerManifest({ organization: sample.organization, manifest });
    const answer = await github.api(`/app-manifests/${code}/conversions`, { method: 'POST' });
    expect(answer).toMatchObject({
      status: 201,
      body: { slug: 'my-gate', events: ['check_run'], permissions: { checks: 'write', metadata: 'read' } },
    });
    const { id, pem } = answer.body as { readonly id: number; readonly pem: string };
    expect((await github.api('/app', { token: makeJwt({ iss: id }, pem) })).status).toBe(200);
    expect((await github.api(`/app-manifests/${code}/conversions`, { method: 'POST' })).status).toBe(404);
  });
});
