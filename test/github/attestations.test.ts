import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { attestRun } from '../signatures/attestations.ts';
import { makeInstance } from '../signatures/instance.ts';
import { StandIn } from './client.ts';
import { installSampleApp, makeSample, type Sample } from './sample.ts';

let github: StandIn;
let sample: Sample;
let run: number;
beforeAll(async () => {
  github = await StandIn.start();
});
beforeEach(async () => {
  sample = await makeSample(github);
  run = await startRun();
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const digest = 'b'.repeat(64);
const instance = makeInstance('github', Date.now());
const api = async (path: string, token = sample.app.token) =>
  github.api(`/repos/${sample.repository}${path}`, { token });
const startRun = async (): Promise<number> =>
  (
    await github.runWorkflow({
      repository: sample.repository,
      sha: sample.made.head ?? '',
      path: '.github/workflows/build.yml',
      event: 'push',
      as: sample.dana.login,
    })
  ).run;

test('the artifacts of one run, newest first', async () => {
  await github.addArtifact({ run, name: 'shop', digest });
  await github.addArtifact({ run, name: 'notes', digest: null });
  await github.addArtifact({ run: await startRun(), name: 'other', digest });
  expect((await api(`/actions/runs/${run}/artifacts`)).body).toMatchObject({
    total_count: 2,
    artifacts: [
      { name: 'notes', digest: null },
      { name: 'shop', digest: `sha256:${digest}`, workflow_run: { id: run, head_sha: sample.made.head } },
    ],
  });
  expect((await api(`/actions/runs/${run}/artifacts?name=shop`)).body).toMatchObject({ total_count: 1 });
  expect((await api(`/actions/runs/${run + 1_000}/artifacts`)).status).toBe(404);
});

test('attestations by the digest that they name, page after page, of this repository only', async () => {
  const { repository } = sample;
  for (const type of ['https://slsa.dev/provenance/v1', 'https://spdx.dev/Document', 'https://x.example']) {
    const bundle = attestRun(instance, { digest, predicateType: type, at: Date.now() });
    await github.attest({ repository, bundle, as: sample.dana.login });
  }
  const all = await api(`/attestations/sha256:${digest}?per_page=2`);
  expect(all.body).toMatchObject({
    attestations: [{ initiator: sample.dana.login, bundle: { dsseEnvelope: {} } }, {}],
  });
  const next = /<([^>]+)>; rel="next"/.exec(all.headers.get('link') ?? '')?.[1] ?? '';
  const rest = await github.api(next.slice(next.indexOf('/repos/')), { token: sample.app.token });
  expect(rest.body).toMatchObject({ attestations: [{ repository_id: sample.made.id }] });
  expect((await api(`/attestations/sha256:${digest}?predicate_type=provenance`)).body).toMatchObject({
    attestations: [{}],
  });
  expect((await api(`/attestations/sha256:${'c'.repeat(64)}`)).status).toBe(404);
  const elsewhere = await makeSample(github);
  const path = `/repos/${elsewhere.repository}/attestations/sha256:${digest}`;
  expect((await github.api(path, { token: elsewhere.app.token })).status).toBe(404);
});

test('one of which only the address is shown', async () => {
  const bundle = attestRun(instance, { digest, at: Date.now() });
  await github.attest({ repository: sample.repository, bundle, hidden: true });
  const { body } = await api(`/attestations/sha256:${digest}`);
  expect(body).toEqual({ attestations: [expect.not.objectContaining({ bundle: expect.anything() })] });
});

test('who may not read attestations', async () => {
  const other = await installSampleApp(github, {
    organization: sample.organization,
    slug: `other-${sample.organization}`,
    permissions: { actions: 'read', metadata: 'read' },
  });
  expect((await api(`/attestations/sha256:${digest}`, other.token)).status).toBe(403);
  expect((await api(`/actions/runs/${run}/artifacts`, other.token)).status).toBe(200);
});
