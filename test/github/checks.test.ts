import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiAnswer, StandIn } from './client.ts';
import { installSampleApp, makeSample, type Sample, type SampleApp } from './sample.ts';

let github: StandIn;
let sample: Sample;
let other: SampleApp;

beforeAll(async () => {
  github = await StandIn.start();
  sample = await makeSample(github);
  other = await installSampleApp(github, { organization: sample.organization, slug: `other-${sample.organization}` });
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

async function create(body: object, app: SampleApp = sample.app): Promise<ApiAnswer> {
  const head = { name: 'gate', head_sha: sample.made.head };
  return github.api(`/repos/${sample.repository}/check-runs`, { token: app.token, body: { ...head, ...body } });
}

async function change(id: number, body: object, app: SampleApp = sample.app): Promise<ApiAnswer> {
  return github.api(`/repos/${sample.repository}/check-runs/${id}`, { token: app.token, method: 'PATCH', body });
}

function idOf({ body }: ApiAnswer): number {
  return (body as { readonly id: number }).id;
}

describe('check runs', () => {
  test('a conclusion completes; a status takes the conclusion back', async () => {
    const id = idOf(await create({ status: 'in_progress' }));
    expect(await change(id, { conclusion: 'success' })).toMatchObject({
      status: 200,
      body: { status: 'completed', conclusion: 'success' },
    });
    expect(await change(id, { status: 'in_progress' })).toMatchObject({
      body: { status: 'in_progress', conclusion: null, completed_at: null },
    });
  });

  test('completed without a conclusion is refused', async () => {
    expect((await create({ status: 'completed' })).status).toBe(422);
    expect((await create({ conclusion: 'stale' })).status).toBe(422);
  });

  test('only the app that made a run may change it', async () => {
    const id = idOf(await create({}));
    expect((await change(id, { conclusion: 'success' }, other)).status).toBe(403);
    expect(await github.checkRun({ id })).toMatchObject({ status: 'queued', conclusion: null });
  });

  test('a person cannot make one', async () => {
    const body = { name: 'gate', head_sha: sample.made.head };
    expect(
      (await github.api(`/repos/${sample.repository}/check-runs`, { token: sample.owner.token, body })).status,
    ).toBe(403);
  });

  test('the commit must be there', async () => {
    expect((await create({ head_sha: 'a'.repeat(40) })).status).toBe(422);
  });

  test('65,535 characters fit, one more does not', async () => {
    for (const field of ['summary', 'text']) {
      const output = (length: number) => ({ output: { title: 't', summary: 's', [field]: 'x'.repeat(length) } });
      expect((await create(output(65_535))).status).toBe(201);
      expect((await create(output(65_536))).status).toBe(422);
    }
  });

  test('50 annotations fit into one request; another request adds to them', async () => {
    const annotations = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        path: 'a',
        start_line: index + 1,
        end_line: index + 1,
        annotation_level: 'failure',
        message: 'm',
      }));
    expect((await create({ output: { title: 't', summary: 's', annotations: annotations(51) } })).status).toBe(422);
    const id = idOf(await create({ output: { title: 't', summary: 's', annotations: annotations(50) } }));
    const more = await change(id, { output: { title: 't', summary: 's', annotations: annotations(2) } });
    expect(more).toMatchObject({ body: { output: { annotations_count: 52 } } });
    const listed = await github.api(`/repos/${sample.repository}/check-runs/${id}/annotations?per_page=100`, {
      token: sample.app.token,
    });
    expect(listed.body).toHaveLength(52);
  });

  test('three buttons, with labels of at most 20, descriptions of at most 40, identifiers of at most 20', async () => {
    const button = { label: 'l'.repeat(20), description: 'd'.repeat(40), identifier: 'i'.repeat(20) };
    expect((await create({ actions: [button, button, button] })).status).toBe(201);
    expect((await create({ actions: [button, button, button, button] })).status).toBe(422);
    for (const field of ['label', 'description', 'identifier'] as const) {
      expect((await create({ actions: [{ ...button, [field]: `${button[field]}x` }] })).status).toBe(422);
    }
  });

  test('buttons come with completion', async () => {
    const actions = [{ label: 'Re-check', description: 'Judge again', identifier: 'recheck' }];
    const id = idOf(await create({ status: 'in_progress', actions }));
    await expect(github.clickAction({ checkRun: id, identifier: 'recheck' })).rejects.toThrow('before it is completed');
    await change(id, { conclusion: 'failure' });
    await github.clickAction({ checkRun: id, identifier: 'recheck' });
    await expect(github.clickAction({ checkRun: id, identifier: 'explain' })).rejects.toThrow('no button');
  });

  test('a re-run queues the suite and leaves the run as it is', async () => {
    const { oid } = await github.pushCommit({ repository: sample.repository, branch: 'rerun', files: { a: 'a' } });
    const id = idOf(await create({ head_sha: oid, conclusion: 'failure' }));
    await expect(github.requestRerun({ checkRun: id, as: sample.eve.login })).rejects.toThrow('not accessible');
    await github.requestRerun({ checkRun: id, as: sample.dana.login });
    const suites = await github.api(`/repos/${sample.repository}/commits/${oid}/check-suites`, {
      token: sample.app.token,
    });
    expect(suites.body).toMatchObject({
      total_count: 1,
      check_suites: [{ status: 'queued', conclusion: null, head_branch: 'rerun' }],
    });
    expect(await github.checkRun({ id })).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  test('lists the newest of a name for each app', async () => {
    const { oid } = await github.pushCommit({ repository: sample.repository, branch: 'list', files: { b: 'b' } });
    await create({ head_sha: oid, conclusion: 'failure' });
    const newest = idOf(await create({ head_sha: oid, conclusion: 'success' }));
    const foreign = idOf(await create({ head_sha: oid, conclusion: 'failure' }, other));
    const list = async (query: string) => {
      const answer = await github.api(`/repos/${sample.repository}/commits/${oid}/check-runs${query}`, {
        token: sample.app.token,
      });
      return (answer.body as { readonly check_runs: readonly { readonly id: number }[] }).check_runs.map(
        ({ id }) => id,
      );
    };
    expect(await list('')).toEqual([foreign, newest]);
    expect(await list(`?app_id=${sample.app.appId}`)).toEqual([newest]);
    expect(await list('?filter=all')).toHaveLength(3);
    expect(await list('?check_name=nothing')).toEqual([]);
  });
});
