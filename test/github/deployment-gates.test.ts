import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ApiAnswer, StandIn } from './client.ts';
import { type DeploymentSample, environment, makeDeploymentSample, workflowPath } from './deployments/sample.ts';
import { installSampleApp } from './sample.ts';

let github: StandIn;
let sample: DeploymentSample;
let repository: string;
let sha: string;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  sample = await makeDeploymentSample(github);
  ({ repository, sha } = sample);
});

afterEach(() => sample.close());

afterAll(async () => {
  // Every payload and every answer was one that GitHub's descriptions allow.
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const messageOf = ({ body }: ApiAnswer): string => (body as { readonly message: string }).message;

describe('an app with a gate', () => {
  test('approves, and the job goes on; it does so once', async () => {
    await sample.protect();
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment });
    await sample.heard();
    expect((await sample.answer(run, { state: 'approved', comment: 'fine' })).status).toBe(204);
    expect(await sample.heard()).toEqual(['deployment_status in_progress']);
    expect(sample.payloadOf('deployment_status')).toMatchObject({
      deployment_status: { creator: { login: 'github-actions[bot]' } },
      check_run: { name: 'deploy', status: 'in_progress' },
      workflow_run: { status: 'in_progress' },
    });
    const again = await sample.answer(run, { state: 'rejected' });
    expect([again.status, messageOf(again)]).toEqual([422, 'No pending deployment requests to approve or reject']);
    expect(await github.deployments({ repository })).toEqual([
      {
        id,
        environment,
        sha,
        state: 'in_progress',
        run: { id: run, attempt: 1 },
        gates: [{ appId: sample.app.appId, answer: { state: 'approved', comment: 'fine' }, reports: [] }],
      },
    ]);
  });

  test('rejects, and the job and its run fail', async () => {
    await sample.protect();
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment });
    expect((await sample.answer(run, { state: 'rejected', comment: 'no' })).status).toBe(204);
    expect(await sample.stateOf(id)).toBe('failure');
    expect((await sample.api(`/actions/runs/${run}`)).body).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
    });
  });

  test('waits for the others, who answer for themselves', async () => {
    const { organization, app } = sample;
    const second = await installSampleApp(github, { organization, slug: `second-${organization}` });
    const third = await installSampleApp(github, { organization, slug: `third-${organization}` });
    await sample.protect({ gates: [app.appId, second.appId] });
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment });
    expect((await sample.answer(run, { state: 'approved' }, third.token)).status).toBe(422);
    expect((await sample.answer(run, { state: 'approved' })).status).toBe(204);
    const again = await sample.answer(run, { state: 'approved' });
    expect([again.status, messageOf(again)]).toEqual([422, 'Deployment protection rule has already been reviewed']);
    expect(await sample.stateOf(id)).toBe('waiting');
    expect((await sample.answer(run, { state: 'approved' }, second.token)).status).toBe(204);
    expect(await sample.stateOf(id)).toBe('in_progress');
  });

  test('tells how it goes ten times, in 1,024 characters each', async () => {
    await sample.protect();
    const run = await sample.startRun();
    await github.deploy({ repository, run, environment });
    expect((await sample.answer(run, { comment: 'x'.repeat(1_025) })).status).toBe(422);
    for (let count = 1; count <= 10; count += 1)
      expect((await sample.answer(run, { comment: `${count}`.padEnd(1_024) })).status).toBe(204);
    expect((await sample.answer(run, { comment: 'one more' })).status).toBe(422);
    expect((await sample.answer(run, {})).status).toBe(422);
    expect((await sample.answer(run, { state: 'approved', comment: 'x'.repeat(1_025) })).status).toBe(422);
    const [deployment] = await github.deployments({ repository });
    expect(deployment).toMatchObject({ state: 'waiting', gates: [{ answer: null }] });
    expect(deployment?.gates[0]?.reports).toHaveLength(10);
    expect((await sample.answer(run, { state: 'approved' })).status).toBe(204);
  });

  test('needs the permission, and is no person', async () => {
    await sample.protect();
    const run = await sample.startRun();
    await github.deploy({ repository, run, environment });
    expect((await sample.answer(run, { state: 'approved' }, sample.owner.token)).status).toBe(403);
    const { installationId } = sample.app;
    await github.setPermissions({ installationId, permissions: { actions: 'read', deployments: 'read' } });
    const { token } = await github.installationToken({ installationId });
    expect((await sample.answer(run, { state: 'approved' }, token)).status).toBe(403);
    expect((await sample.api('/deployments', { token })).status).toBe(200);
  });

  test('is asked anew when the run is started again', async () => {
    await sample.protect();
    const run = await sample.startRun();
    await github.deploy({ repository, run, environment });
    await expect(github.rerunWorkflow({ run })).rejects.toThrow('already running');
    await sample.answer(run, { state: 'rejected' });
    await github.rerunWorkflow({ run, as: sample.amir.login });
    await github.deploy({ repository, run, environment });
    await sample.answer(run, { state: 'approved' });
    const [first, second] = await github.deployments({ repository });
    expect([first, second]).toMatchObject([
      { state: 'failure', run: { attempt: 1 } },
      { state: 'in_progress', run: { attempt: 2 } },
    ]);
    expect((await sample.api(`/actions/runs/${run}`)).body).toMatchObject({
      path: `${workflowPath}@main`,
      event: 'push',
      head_sha: sha,
      head_branch: 'main',
      run_attempt: 2,
      actor: { login: sample.dana.login },
      triggering_actor: { login: sample.amir.login },
    });
  });

  test('is one that may answer, and there are six at most', async () => {
    const { organization } = sample;
    const permissions = { checks: 'write' };
    const { appId } = await installSampleApp(github, { organization, slug: `mute-${organization}`, permissions });
    await expect(sample.protect({ gates: [appId] })).rejects.toThrow('provides no rule');
    await expect(sample.protect({ gates: Array.from({ length: 7 }, () => sample.app.appId) })).rejects.toThrow(
      'No more than 6',
    );
    await sample.protect();
    await expect(github.createEnvironment({ repository, name: 'Production' })).rejects.toThrow('already');
    expect((await sample.api('/environments/production/deployment_protection_rules')).body).toMatchObject({
      total_count: 1,
      custom_deployment_protection_rules: [{ enabled: true, app: { id: sample.app.appId, slug: sample.app.slug } }],
    });
    await github.updateEnvironment({ repository, name: environment, gates: [] });
    expect((await sample.api('/environments/production/deployment_protection_rules')).body).toMatchObject({
      total_count: 0,
    });
    expect((await sample.api('/environments/none/deployment_protection_rules')).status).toBe(404);
  });
});
