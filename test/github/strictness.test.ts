import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { installSampleApp, makeSample, type Sample } from './sample.ts';

let github: StandIn;
let sample: Sample;
let checkRuns: string;

beforeAll(async () => {
  github = await StandIn.start();
  sample = await makeSample(github);
  checkRuns = `/repos/${sample.repository}/check-runs`;
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

function head(): string {
  return sample.made.head ?? '';
}

describe('what GitHub lets through and the stand-in does not', () => {
  test('a misspelt field of a body', async () => {
    const { token } = sample.app;
    const answer = await github.api(checkRuns, {
      token,
      body: { name: 'a', head_sha: head(), detail_url: 'http://x' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ message: expect.stringContaining('"detail_url" is not a permitted key.') });
  });

  test('a misspelt field inside an output, and inside an annotation', async () => {
    const { token } = sample.app;
    const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm', level: 'x' };
    for (const output of [
      { title: 't', sumary: 's', summary: 's' },
      { title: 't', summary: 's', annotations: [annotation] },
    ]) {
      const answer = await github.api(checkRuns, { token, body: { name: 'a', head_sha: head(), output } });
      expect(answer.status).toBe(422);
    }
  });

  test('a wrong type, a value outside the list, a missing field', async () => {
    const { token } = sample.app;
    for (const body of [
      { name: 1, head_sha: head() },
      { name: 'a', head_sha: head(), status: 'done' },
      { head_sha: head() },
    ]) {
      expect((await github.api(checkRuns, { token, body })).status).toBe(422);
    }
  });

  test('a misspelt query parameter', async () => {
    const answer = await github.api(`/repos/${sample.repository}/pulls?stat=open`, { token: sample.app.token });
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining('"stat"') } });
  });

  test('a route that it does not have is a 404, and remembered', async () => {
    expect((await github.api(`/repos/${sample.repository}/milestones`, { token: sample.app.token })).status).toBe(404);
    expect((await github.api('/no/such/route', { token: sample.app.token })).status).toBe(404);
    const { unimplemented } = await github.stats();
    expect(unimplemented).toEqual(['GET /repos/{owner}/{repo}/milestones', 'GET /no/such/route']);
  });

  test('an API version that does not exist', async () => {
    const options = { token: sample.app.token, headers: { 'x-github-api-version': '2025-01-01' } };
    expect((await github.api(`/repos/${sample.repository}`, options)).status).toBe(400);
    const known = { token: sample.app.token, headers: { 'x-github-api-version': '2026-03-10' } };
    expect((await github.api(`/repos/${sample.repository}`, known)).status).toBe(200);
  });

  test('a body that is not JSON', async () => {
    const response = await fetch(`${github.url}${checkRuns}`, {
      method: 'POST',
      body: '{"name"',
      headers: { authorization: `Bearer ${sample.app.token}` },
    });
    expect(response.status).toBe(400);
  });
});

describe('who may do what', () => {
  test('no token and a wrong token', async () => {
    expect((await github.api(`/repos/${sample.repository}`)).status).toBe(401);
    expect((await github.api(`/repos/${sample.repository}`, { token: 'ghs_wrong' })).status).toBe(401);
  });

  test('an installation without the permission', async () => {
    const { organization, repository } = sample;
    const weak = await installSampleApp(github, {
      organization,
      slug: `weak-${organization}`,
      permissions: { contents: 'read' },
    });
    const answer = await github.api(checkRuns, { token: weak.token, body: { name: 'a', head_sha: head() } });
    expect(answer).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
    expect((await github.api(`/repos/${repository}/contents/README.md`, { token: weak.token })).status).toBe(200);
    expect((await github.api(`/orgs/${organization}/teams`, { token: weak.token })).status).toBe(403);
  });

  test('a private repository of somebody else does not exist', async () => {
    const other = await makeSample(github, { private: true });
    const mine = await github.api(`/repos/${other.repository}`, { token: other.app.token });
    const foreign = await github.api(`/repos/${other.repository}`, { token: sample.app.token });
    expect([mine.status, foreign.status]).toEqual([200, 404]);
    expect((await github.api(`/repos/${other.repository}`, { token: other.eve.token })).status).toBe(404);
  });

  test('an event needs its permission', async () => {
    const request = {
      owner: sample.organization,
      slug: 'x',
      privateKey: sample.app.privateKey,
      permissions: {},
      events: ['push'],
    };
    await expect(github.createApp(request)).rejects.toThrow('event push needs the permission contents');
  });

  test('an uninstalled app has no access any more', async () => {
    const { organization, repository } = sample;
    const gone = await installSampleApp(github, { organization, slug: `gone-${organization}` });
    await github.uninstallApp({ installationId: gone.installationId });
    expect((await github.api(`/repos/${repository}`, { token: gone.token })).status).toBe(401);
  });
});
