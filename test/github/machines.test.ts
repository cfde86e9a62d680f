import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { installSampleApp, makeSample, type Sample } from './sample.ts';

let github: StandIn;
let receiver: Receiver;
let sample: Sample;
let repository: string;
let sha: string;
let token: string;
let from = 0;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  receiver = await startReceiver();
  sample = await makeSample(github, { webhook: receiver });
  ({ repository } = sample);
  ({ head: sha = '' } = (await github.repository({ repository })) as { head: string });
  ({ token } = await github.installationToken({ installationId: sample.app.installationId }));
  await github.waitForDeliveries();
  from = receiver.received.length;
});

afterEach(async () => {
  await github.waitForDeliveries();
  await receiver.close();
});

afterAll(async () => {
  // Every payload and every answer was one that GitHub's descriptions allow.
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

async function heard(): Promise<readonly string[]> {
  await github.waitForDeliveries();
  return receiver.received
    .slice(from)
    .map(({ event, action }) => (action === undefined ? event : `${event}.${action}`));
}

async function ask(fields: string): Promise<{ readonly commit: Record<string, unknown>; readonly errors: unknown }> {
  const [owner, name] = repository.split('/');
  const query = `{ repository(owner: "${owner}", name: "${name}") { object(oid: "${sha}") { ... on Commit { ${fields} } } } }`;
  const { body } = await github.api('/graphql', { token, body: { query } });
  const answer = body as { data: { repository: { object: Record<string, unknown> } }; errors?: unknown };
  return { commit: answer.data.repository.object, errors: answer.errors };
}

const ROLLUP = `statusCheckRollup { state contexts(first: 10) { totalCount nodes { __typename
  ... on CheckRun { name status conclusion checkSuite { app { databaseId slug } } } ... on StatusContext { context state } } } }`;
const SUITES = `checkSuites(first: 10) { nodes { status conclusion
  workflowRun { event workflow { name } file { path repositoryName } } } }`;

describe('what machines say', () => {
  test('is rolled up: the newest run of each suite, the newest status of each context', async () => {
    expect((await ask(ROLLUP)).commit['statusCheckRollup']).toBeNull();
    const { organization } = sample;
    const permissions = { checks: 'write' };
    const { appId, slug } = await installSampleApp(github, { organization, slug: `ci-${organization}`, permissions });
    await github.writeCheck({ repository, sha, appId, name: 'lint', conclusion: 'failure' });
    await github.writeCheck({ repository, sha, appId, name: 'lint', conclusion: 'success' });
    await github.setStatus({ repository, sha, context: 'ci/build', state: 'failure' });
    await github.setStatus({ repository, sha, context: 'ci/build', state: 'pending' });
    const app = { databaseId: appId, slug };
    expect((await ask(ROLLUP)).commit['statusCheckRollup']).toEqual({
      state: 'PENDING',
      contexts: {
        totalCount: 2,
        nodes: [
          { __typename: 'CheckRun', name: 'lint', status: 'COMPLETED', conclusion: 'SUCCESS', checkSuite: { app } },
          { __typename: 'StatusContext', context: 'ci/build', state: 'PENDING' },
        ],
      },
    });
    expect(await heard()).toEqual([
      'check_run.created',
      'check_run.completed',
      'check_run.created',
      'check_run.completed',
      'status',
      'status',
    ]);
  });

  test('of GitHub Actions has one suite per run, which goes back to queued when it is started again', async () => {
    const { run } = await github.runWorkflow({ repository, sha, path: '.github/workflows/ci.yml', jobs: ['test'] });
    await github.finishWorkflow({ run, conclusion: 'success' });
    const file = { path: '.github/workflows/ci.yml', repositoryName: repository };
    const workflowRun = { event: 'pull_request', workflow: { name: '.github/workflows/ci.yml' }, file };
    expect((await ask(SUITES)).commit['checkSuites']).toEqual({
      nodes: [{ status: 'COMPLETED', conclusion: 'SUCCESS', workflowRun }],
    });
    await github.rerunWorkflow({ run });
    expect((await ask(SUITES)).commit['checkSuites']).toEqual({
      nodes: [{ status: 'QUEUED', conclusion: null, workflowRun }],
    });
    expect(await heard()).toEqual([
      'workflow_run.requested',
      'check_run.created',
      'check_run.completed',
      'workflow_run.completed',
      'workflow_run.requested',
      'check_run.created',
    ]);
  });

  test('has jobs in each attempt, with what ran them', async () => {
    const runner = { name: 'build-1', group: 'Release', labels: ['self-hosted'] };
    const jobs = ['test', { name: 'lint', conclusion: 'skipped' as const }, { name: 'build', runner }];
    const { run } = await github.runWorkflow({ repository, sha, path: 'ci.yml', jobs, conclusion: 'failure' });
    await github.rerunWorkflow({ run });
    const jobsOf = async (attempt: number) =>
      (await github.api(`/repos/${repository}/actions/runs/${run}/attempts/${attempt}/jobs`, { token })).body;
    expect(await jobsOf(1)).toMatchObject({
      total_count: 3,
      jobs: [
        { name: 'test', run_attempt: 1, conclusion: 'failure', runner_group_name: 'GitHub Actions' },
        { name: 'lint', conclusion: 'skipped', runner_name: '' },
        { name: 'build', runner_name: 'build-1', runner_group_name: 'Release', labels: ['self-hosted'] },
      ],
    });
    expect(await jobsOf(2)).toMatchObject({
      jobs: [
        { name: 'test', run_attempt: 2, status: 'queued', runner_name: null },
        { name: 'lint', conclusion: null },
        { name: 'build', conclusion: null },
      ],
    });
    expect(await jobsOf(3)).toMatchObject({ message: 'Not Found' });
  });

  test('is refused node by node to an app without the permission for it', async () => {
    await github.setStatus({ repository, sha, context: 'ci/build', state: 'success' });
    await github.runWorkflow({ repository, sha, path: 'ci.yml', jobs: ['test'], conclusion: 'success' });
    const { installationId } = sample.app;
    await github.changeRepository({ repository, private: true });
    await github.setPermissions({ installationId, permissions: { contents: 'read', checks: 'read' } });
    ({ token } = await github.installationToken({ installationId }));
    expect((await ask(ROLLUP)).errors).toMatchObject([
      { type: 'FORBIDDEN', path: ['repository', 'object', 'statusCheckRollup', 'contexts', 'nodes', 1] },
    ]);
    expect((await ask(SUITES)).errors).toMatchObject([
      { type: 'FORBIDDEN', path: ['repository', 'object', 'checkSuites', 'nodes', 0, 'workflowRun'] },
    ]);
  });
});

describe('a repository', () => {
  test('has properties, which webhooks tell of with their old values', async () => {
    await github.setProperties({ repository, values: { tier: 'gold', teams: ['a', 'b'] } });
    await github.setProperties({ repository, values: { tier: null } });
    await github.waitForDeliveries();
    expect(await heard()).toEqual(['custom_property_values.updated', 'custom_property_values.updated']);
    expect(receiver.received.at(-1)?.payload).toMatchObject({
      new_property_values: [{ property_name: 'tier', value: null }],
      old_property_values: [{ property_name: 'tier', value: 'gold' }],
    });
    const { body } = await github.api(`/repos/${repository}/properties/values`, { token });
    expect(body).toEqual([
      { property_name: 'tier', value: null },
      { property_name: 'teams', value: ['a', 'b'] },
    ]);
    await github.dropProperty({ repository, name: 'tier' });
    expect((await github.api(`/repos/${repository}/properties/values`, { token })).body).toHaveLength(1);
  });

  test('that is renamed, published or given another default branch is told of', async () => {
    await github.moveRef({ repository, ref: 'refs/heads/next', oid: sha });
    await github.changeRepository({ repository, defaultBranch: 'next' });
    await github.changeRepository({ repository, private: true });
    await github.changeRepository({ repository, private: false });
    await github.changeRepository({ repository, name: 'renamed' });
    expect((await heard()).filter((one) => one.startsWith('repository'))).toEqual([
      'repository.edited',
      'repository.privatized',
      'repository.publicized',
      'repository.renamed',
    ]);
    expect(receiver.received.at(-1)?.payload).toMatchObject({
      changes: { repository: { name: { from: repository.split('/')[1] } } },
      repository: { name: 'renamed' },
    });
  });

  test('has labels of any name', async () => {
    await github.createLabel({ repository, name: 'a\u0007b', description: 'odd' });
    const number = (await github.pullRequest({ repository, number: 1 }).catch(() => null))?.number ?? null;
    expect(number).toBeNull();
    await github.pushCommit({ repository, branch: 'fix', as: sample.dana.login, files: { a: 'a' } });
    const opened = await github.openPullRequest({ repository, head: 'fix', as: sample.dana.login });
    await github.label({ repository, number: opened.number, label: 'a\u0007b' });
    expect((await heard()).at(-1)).toBe('pull_request.labeled');
    expect(receiver.received.at(-1)?.payload).toMatchObject({ label: { name: 'a\u0007b', description: 'odd' } });
  });
});
