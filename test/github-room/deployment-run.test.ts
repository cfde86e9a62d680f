import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api } from '../../src/github/api.ts';
import { readRun, readRunReviews } from '../../src/github/deployment-run.ts';
import { StandIn } from '../github/client.ts';
import { oid, reader } from './gql.ts';
import { loginOf, openGate, openScene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const names = { id: 70, owner: 'acme', name: 'shop' };
/** Whatever is asked. */
const answering = (body: unknown): Api => ({
  rest: async () => await Promise.resolve({ body: reader(body), next: null }),
  graphql: async () => await Promise.reject(new Error('GraphQL was not expected')),
});
const dana = { id: 5, login: 'dana', type: 'User' };
const by = { id: 5, login: 'dana', type: 'user' };

describe('a run', () => {
  const ROUTE = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  const whole = {
    id: 77,
    run_attempt: 2,
    status: 'waiting',
    head_sha: oid(3),
    head_branch: 'main',
    path: '.github/workflows/deploy.yml@refs/heads/main',
    event: 'push',
    actor: dana,
    triggering_actor: { id: 6, login: 'amir', type: 'User' },
    repository: { id: 70 },
    head_repository: { id: 70 },
  };
  const read = {
    id: 77,
    attempt: 2,
    isOver: false,
    head: oid(3),
    isForeign: false,
    branch: 'main',
    workflow: '.github/workflows/deploy.yml',
    event: 'push',
    starter: by,
    deployer: { id: 6, login: 'amir', type: 'user' },
  };

  test('is that of its last attempt, with whoever started it', async () => {
    const scene = await openScene(github);
    const { run } = await openGate(scene);
    const of = async () => await readRun(scene.api, scene.place.repository, run);
    const login = loginOf(scene, 'dana');
    expect(await of()).toEqual({
      id: run,
      attempt: 1,
      isOver: false,
      head: scene.root,
      isForeign: false,
      branch: 'main',
      workflow: '.github/workflows/deploy.yml',
      event: 'push',
      starter: expect.objectContaining({ login, type: 'user' }),
      deployer: expect.objectContaining({ login }),
    });
    await github.finishWorkflow({ run, conclusion: 'cancelled' });
    expect(await of()).toMatchObject({ attempt: 1, isOver: true });
    await github.rerunWorkflow({ run, as: loginOf(scene, 'amir') });
    expect(await of()).toMatchObject({
      attempt: 2,
      isOver: false,
      starter: { login },
      deployer: { login: loginOf(scene, 'amir') },
    });
  });

  test('that was deleted is none, and neither is one of a repository that has the name now', async () => {
    const scene = await openScene(github);
    const { run } = await openGate(scene);
    const { repository } = scene.place;
    expect(await readRun(scene.api, repository, run + 1_000)).toBeNull();
    expect(await readRun(scene.api, { ...repository, id: repository.id + 1 }, run)).toBeNull();
  });

  test.each([
    [{ kind: 'status', status: 404 }, null],
    [{ kind: 'status', status: 403 }, 'github.forbidden'],
    [{ kind: 'status', status: 502 }, 'github.unavailable'],
    [{ kind: 'secondary-limit' }, 'github.rate-limited'],
    [{ kind: 'truncate' }, 'github.unavailable'],
  ] as const)('where GitHub answers %j', async (action, code) => {
    const scene = await openScene(github);
    await github.arm({ on: ROUTE, action });
    const { run } = await openGate(scene);
    const asked = readRun(scene.api, scene.place.repository, run);
    if (code === null) expect(await asked).toBeNull();
    else await expect(asked).rejects.toMatchObject({ code });
  });

  test.each([
    ['nothing', {}, {}],
    ['run_attempt', { run_attempt: undefined }, { attempt: 1 }],
    ['status', { status: null }, { isOver: false }],
    ['head_branch', { head_branch: null }, { branch: null }],
    ['path', { path: undefined }, { workflow: null }],
    ['actor', { actor: null }, { starter: null }],
    ['triggering_actor', { triggering_actor: undefined }, { deployer: by }],
    ['head_repository', { head_repository: null }, { isForeign: true }],
    ['actors', { triggering_actor: null, actor: null }, { deployer: null, starter: null }],
  ])('without %s is read as far as it goes', async (_, more, found) => {
    expect(await readRun(answering({ ...whole, ...more }), names, 77)).toEqual({ ...read, ...found });
  });

  test.each(['id', 'head_sha', 'event', 'repository'])('without its %s is no whole answer', async (left) => {
    const asked = readRun(answering({ ...whole, [left]: undefined }), names, 77);
    await expect(asked).rejects.toMatchObject({ code: 'github.incomplete' });
  });
});

describe('what reviewers said of a run', () => {
  const ROUTE = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals';

  test('is read without what apps said', async () => {
    const scene = await openScene(github);
    const amir = loginOf(scene, 'amir');
    const { run } = await openGate(scene, { more: { reviewers: [amir] } });
    const { repository } = scene;
    const of = async () => await readRunReviews(scene.api, scene.place.repository, run);
    expect(await of()).toEqual({ known: true, value: [] });
    await github.reviewDeployment({ repository, run, environment: 'production', as: amir, state: 'approved' });
    const { owner, name } = scene.place.repository;
    await scene.api.rest('POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule', {
      owner,
      repo: name,
      run_id: run,
      environment_name: 'production',
      state: 'approved',
      comment: 'fine',
    });
    const reviewer = expect.objectContaining({ login: amir, type: 'user' });
    expect(await of()).toEqual({ known: true, value: [{ reviewer, isApproved: true, environments: ['production'] }] });
  });

  test.each([
    [{ kind: 'status', status: 403 }, 'forbidden'],
    [{ kind: 'status', status: 404 }, 'forbidden'],
    [{ kind: 'status', status: 502 }, 'unavailable'],
    [{ kind: 'truncate' }, 'unavailable'],
  ] as const)('is unknown where GitHub answers %j', async (action, code) => {
    const scene = await openScene(github);
    await github.arm({ on: ROUTE, action });
    const { run } = await openGate(scene);
    const said = await readRunReviews(scene.api, scene.place.repository, run);
    expect(said).toMatchObject({ known: false, why: { code } });
  });

  test('waits with everything else where GitHub asks to wait', async () => {
    const scene = await openScene(github);
    await github.arm({ on: ROUTE, action: { kind: 'secondary-limit' } });
    const said = readRunReviews(scene.api, scene.place.repository, 1);
    await expect(said).rejects.toMatchObject({ code: 'github.rate-limited' });
  });

  test('may be of an account that is gone, of environments without a name, and of states that are none', async () => {
    const api = answering([
      { state: 'approved', user: null, environments: [{ name: 'production' }, { id: 1 }] },
      { state: 'rejected', user: dana, environments: [] },
      { state: 'pending', user: dana, environments: [{ name: 'production' }] },
      { state: 'approved', user: { id: 6, login: 'gate[bot]', type: 'Bot' }, environments: [{ name: 'production' }] },
    ]);
    expect(await readRunReviews(api, names, 77)).toEqual({
      known: true,
      value: [
        { reviewer: null, isApproved: true, environments: ['production'] },
        { reviewer: by, isApproved: false, environments: [] },
      ],
    });
  });

  test.each([[{}], [[{ user: dana, environments: [] }]], [[{ state: 'approved', user: dana }]]])(
    '%j is no whole answer',
    async (body) => {
      const said = readRunReviews(answering(body), names, 77);
      await expect(said).rejects.toMatchObject({ code: 'github.incomplete' });
    },
  );
});
