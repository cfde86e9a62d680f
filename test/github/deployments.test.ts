import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import {
  type DeploymentSample,
  environment,
  everyDeploymentEvent,
  makeDeploymentSample,
  workflowPath,
} from './deployments/sample.ts';
import { startReceiver } from './receiver.ts';
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

describe('a job that reaches an environment', () => {
  test('that nobody protects goes on at once, and there the environment is', async () => {
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment: 'staging' });
    expect(await sample.heard()).toEqual(['deployment created', 'deployment_status in_progress']);
    expect(sample.payloadOf('deployment')).toMatchObject({
      deployment: { id, sha, ref: 'main', environment: 'staging', creator: { login: 'github-actions[bot]' } },
      workflow: { path: workflowPath },
      workflow_run: { id: run, run_attempt: 1, actor: { login: sample.dana.login } },
      sender: { login: sample.dana.login },
    });
    expect((await sample.api('/environments')).body).toMatchObject({
      total_count: 1,
      environments: [{ name: 'staging' }],
    });
  });

  test('waits for the apps that have a gate there, and only these are asked', async () => {
    const other = await startReceiver();
    const { organization } = sample;
    const slug = `other-${organization}`;
    await installSampleApp(github, { organization, slug, webhook: other, events: everyDeploymentEvent });
    await sample.protect();
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment });
    expect(await sample.heard()).toEqual([
      'deployment created',
      'deployment_status waiting',
      'deployment_protection_rule requested',
    ]);
    const asked = sample.payloadOf('deployment_protection_rule') ?? {};
    expect(asked).toMatchObject({
      environment,
      event: 'push',
      deployment_callback_url: `${github.url}/repos/${repository}/actions/runs/${run}/deployment_protection_rule`,
      deployment: { id, sha },
      pull_requests: [],
    });
    for (const field of ['sha', 'ref', 'workflow_run']) expect(asked).not.toHaveProperty(field);
    expect(other.received.map(({ event }) => event)).toContain('deployment');
    expect(other.received.map(({ event }) => event)).not.toContain('deployment_protection_rule');
    await other.close();
  });

  test('has a run that waits, and is not reached twice once the run is over', async () => {
    await sample.protect();
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment });
    expect((await sample.api(`/actions/runs/${run}`)).body).toMatchObject({ status: 'waiting', conclusion: null });
    await expect(github.finishWorkflow({ run, conclusion: 'success' })).rejects.toThrow('waits for an environment');
    await github.finishWorkflow({ run, conclusion: 'cancelled' });
    expect(await sample.stateOf(id)).toBe('error');
    await expect(github.deploy({ repository, run, environment })).rejects.toThrow('is over');
    expect(await sample.answer(run, { state: 'approved' })).toMatchObject({ status: 422 });
  });

  test('fails when the environment is deleted', async () => {
    await sample.protect();
    const { id } = await github.deploy({ repository, run: await sample.startRun(), environment });
    await github.deleteEnvironment({ repository, name: environment });
    expect(await sample.stateOf(id)).toBe('failure');
    expect((await sample.api('/environments')).body).toMatchObject({ total_count: 0 });
  });
});

describe('a run', () => {
  test('may be of a tag, and is told of in the name of who started it', async () => {
    const fields = { path: workflowPath, event: 'release', headBranch: 'v1', as: sample.dana.login };
    const { run } = await github.runWorkflow({ repository, sha, ...fields, conclusion: 'failure' });
    await github.rerunWorkflow({ run, as: sample.amir.login });
    await github.deploy({ repository, run, environment });
    await github.waitForDeliveries();
    const told = sample.receiver.received.filter(({ event }) => event === 'workflow_run').map(({ payload }) => payload);
    expect(told).toMatchObject(
      [sample.dana, sample.dana, sample.amir].map(({ login }) => ({
        workflow_run: { actor: { login: sample.dana.login }, triggering_actor: { login }, head_branch: 'v1' },
        sender: { login },
      })),
    );
    expect(sample.payloadOf('deployment')).toMatchObject({
      deployment: { ref: 'v1' },
      sender: { login: sample.amir.login },
    });
    expect((await sample.api(`/actions/runs/${run}`)).body).toMatchObject({
      path: `${workflowPath}@v1`,
      event: 'release',
    });
  });

  test('is shown with its pull requests, or without', async () => {
    const { dana } = sample;
    await github.pushCommit({ repository, branch: 'fix', as: dana.login, files: { a: 'a' } });
    const { number, headSha } = await github.openPullRequest({ repository, head: 'fix', as: dana.login });
    const { run } = await github.runWorkflow({ repository, sha: headSha, path: workflowPath });
    expect((await sample.api(`/actions/runs/${run}`)).body).toMatchObject({ pull_requests: [{ number }] });
    const bare = await sample.api(`/actions/runs/${run}?exclude_pull_requests=true`);
    expect(bare.body).toMatchObject({ id: run, head_branch: 'fix', pull_requests: [] });
  });
});

describe('a reviewer', () => {
  test('approves beside the gate, and both are in the list of approvals', async () => {
    const { organization, amir, dana, eve } = sample;
    await sample.protect({ reviewers: [dana.login, `${organization}/maintainers`], preventSelfReview: true });
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment });
    expect(await sample.heard()).toContain('deployment_review requested');
    expect(sample.payloadOf('deployment_review')).toMatchObject({
      environment,
      requestor: { login: dana.login },
      reviewers: [
        { type: 'User', reviewer: { login: dana.login } },
        { type: 'Team', reviewer: { slug: 'maintainers' } },
      ],
    });
    const review = { repository, run, environment, state: 'approved' } as const;
    await expect(github.reviewDeployment({ ...review, as: eve.login })).rejects.toThrow('not accessible');
    await expect(github.reviewDeployment({ ...review, as: dana.login })).rejects.toThrow('may not approve');
    await github.reviewDeployment({ ...review, as: amir.login, comment: 'ship it' });
    await expect(github.reviewDeployment({ ...review, as: amir.login })).rejects.toThrow('No pending');
    expect(await sample.heard()).toEqual(['deployment_review approved']);
    expect(sample.payloadOf('deployment_review')).toMatchObject({
      approver: { login: amir.login },
      comment: 'ship it',
      workflow_job_runs: [{ environment, status: 'waiting' }],
    });
    expect(await sample.stateOf(id)).toBe('waiting');
    await sample.answer(run, { state: 'approved', comment: 'kept' });
    expect(await sample.stateOf(id)).toBe('in_progress');
    const approvals = (await sample.api(`/actions/runs/${run}/approvals`)).body;
    expect(approvals).toMatchObject([
      { environments: [{ name: environment }], state: 'approved', user: { login: amir.login }, comment: 'ship it' },
      { environments: [{ name: environment }], state: 'approved', user: { type: 'Bot' }, comment: 'kept' },
    ]);
    expect(JSON.stringify(approvals)).not.toContain('submitted_at');
  });

  test('rejects, whatever the gate says', async () => {
    await sample.protect({ reviewers: [sample.amir.login] });
    const run = await sample.startRun();
    const { id } = await github.deploy({ repository, run, environment });
    await github.reviewDeployment({ repository, run, environment, as: sample.amir.login, state: 'rejected' });
    expect(await sample.stateOf(id)).toBe('failure');
    expect(await sample.heard()).toEqual([
      'deployment created',
      'deployment_status waiting',
      'deployment_protection_rule requested',
      'deployment_review requested',
      'deployment_review rejected',
      'deployment_status failure',
    ]);
    expect((await sample.answer(run, { state: 'approved' })).status).toBe(422);
  });
});

describe('an administrator', () => {
  test('starts all waiting jobs, unless the environment forbids it; nobody is named', async () => {
    await sample.protect();
    const run = await sample.startRun();
    const first = await github.deploy({ repository, run, environment, job: 'east' });
    const second = await github.deploy({ repository, run, environment, job: 'west' });
    const { dana, owner } = sample;
    await expect(github.bypassDeployment({ repository, run, environment, as: dana.login })).rejects.toThrow();
    await github.updateEnvironment({ repository, name: environment, adminsBypass: false });
    await expect(github.bypassDeployment({ repository, run, environment, as: owner.login })).rejects.toThrow();
    await github.updateEnvironment({ repository, name: environment, adminsBypass: true });
    await sample.heard();
    await github.bypassDeployment({ repository, run, environment, as: owner.login });
    expect([await sample.stateOf(first.id), await sample.stateOf(second.id)]).toEqual(['in_progress', 'in_progress']);
    expect(await sample.heard()).toEqual(['deployment_status in_progress', 'deployment_status in_progress']);
    expect(JSON.stringify(sample.payloadOf('deployment_status'))).not.toContain(`"login":"${owner.login}"`);
    expect((await sample.api(`/actions/runs/${run}/approvals`)).body).toEqual([]);
    expect((await sample.api(`/actions/runs/${run}`)).body).toMatchObject({ status: 'in_progress' });
    expect((await github.deployments({ repository }))[0]?.gates).toMatchObject([{ answer: null }]);
  });
});

describe('deployments', () => {
  test('take the place of the successes before them', async () => {
    const run = await sample.startRun();
    const { id: first } = await github.deploy({ repository, run, environment });
    await github.finishDeployment({ repository, id: first, state: 'success' });
    await expect(github.finishDeployment({ repository, id: first, state: 'failure' })).rejects.toThrow('is success');
    await github.finishWorkflow({ run, conclusion: 'success' });
    const { id: second } = await github.deploy({ repository, run: await sample.startRun(), environment });
    await sample.heard();
    await github.finishDeployment({ repository, id: second, state: 'success' });
    expect(await sample.heard()).toEqual(['deployment_status success', 'deployment_status inactive']);
    expect([await sample.stateOf(first), await sample.stateOf(second)]).toEqual(['inactive', 'success']);
    const statuses = (await sample.api(`/deployments/${first}/statuses`)).body;
    expect(statuses).toMatchObject([{ state: 'inactive' }, { state: 'success' }, { state: 'in_progress' }]);
  });

  test('are listed newest first, by commit and by environment', async () => {
    const run = await sample.startRun();
    const ids: number[] = [];
    for (const name of ['staging', 'production']) {
      ids.unshift((await github.deploy({ repository, run, environment: name, job: name })).id);
    }
    expect((await sample.api('/deployments')).body).toMatchObject(ids.map((id) => ({ id })));
    expect((await sample.api('/deployments?environment=staging')).body).toMatchObject([{ environment: 'staging' }]);
    expect((await sample.api(`/deployments?sha=${'a'.repeat(40)}`)).body).toEqual([]);
    expect((await sample.api(`/deployments/${ids[0]}`)).body).toMatchObject({
      id: ids[0],
      ref: 'main',
      task: 'deploy',
    });
    expect((await sample.api('/deployments/1')).status).toBe(404);
    expect((await sample.api('/actions/runs/1')).status).toBe(404);
  });

  test('of others than Actions ask nobody, and a status lets no job go on', async () => {
    await sample.protect();
    const { dana, eve } = sample;
    const made = { repository, environment };
    await expect(github.createDeployment({ ...made, as: eve.login })).rejects.toThrow('not accessible');
    const { id } = await github.createDeployment({ ...made, as: dana.login });
    await github.setDeploymentStatus({ repository, id, as: dana.login, state: 'success' });
    expect(await sample.heard()).toEqual(['deployment created', 'deployment_status success']);
    expect(sample.payloadOf('deployment')).toMatchObject({
      deployment: { sha, ref: 'main', creator: { login: dana.login } },
      workflow_run: null,
    });
    const run = await sample.startRun();
    const waiting = await github.deploy({ repository, run, environment });
    expect((await sample.api(`/deployments/${waiting.id}/statuses`)).body).toMatchObject([{ state: 'waiting' }]);
    await github.setDeploymentStatus({ repository, id: waiting.id, as: dana.login, state: 'success' });
    expect((await sample.api(`/actions/runs/${run}`)).body).toMatchObject({ status: 'waiting' });
    expect((await sample.answer(run, { state: 'rejected' })).status).toBe(204);
    expect(await sample.stateOf(waiting.id)).toBe('failure');
  });
});
