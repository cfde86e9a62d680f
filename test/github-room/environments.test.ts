import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api, RestAnswer } from '../../src/github/api.ts';
import { readEnvironments, readGate } from '../../src/github/environments.ts';
import { StandIn } from '../github/client.ts';
import { reader } from './gql.ts';
import { loginOf, openScene, type Scene, valueOf } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

const LIST = 'GET /repos/{owner}/{repo}/environments';
const GATES = 'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules';
const names = { id: 70, owner: 'acme', name: 'shop' };
const answering = (answer: RestAnswer): Api => ({
  rest: async () => await Promise.resolve(answer),
  graphql: async () => await Promise.reject(new Error('GraphQL was not expected')),
});
const list = async ({ api, place }: Scene) => await readEnvironments(api, place.repository);
const gate = async ({ api, place, appId }: Scene, environment: string) =>
  await readGate(api, place.repository, { environment, appId });

describe('what protects an environment', () => {
  test('nothing, unless somebody said so', async () => {
    const scene = await openScene(github);
    const { id } = await github.createEnvironment({ repository: scene.repository, name: 'preview' });
    expect(valueOf(await list(scene))).toEqual([
      {
        id,
        name: 'preview',
        reviewers: [],
        preventSelfReview: false,
        waitTimer: 0,
        branches: 'all',
        adminsBypass: null,
      },
    ]);
  });

  test('reviewers by their ids, whoever comes first; the rest as GitHub words it', async () => {
    const scene = await openScene(github);
    const { repository, organization } = scene;
    const team = await github.createTeam({ organization, name: 'owners' });
    await github.setTeamRepository({ organization, team: 'owners', repository, permission: 'write' });
    await github.createEnvironment({
      repository,
      name: 'production',
      reviewers: [loginOf(scene, 'dana'), `${organization}/owners`],
      preventSelfReview: true,
      waitTimer: 30,
      branches: 'protected',
      adminsBypass: false,
      saysAdminsBypass: true,
    });
    await github.createEnvironment({ repository, name: 'staging', branches: 'chosen' });
    expect(valueOf(await list(scene))).toMatchObject([
      {
        reviewers: [{ type: 'team', id: team.id }, { type: 'user' }],
        preventSelfReview: true,
        waitTimer: 30,
        branches: 'protected',
        adminsBypass: false,
      },
      { name: 'staging', branches: 'chosen' },
    ]);
  });

  test('of more than a page', async () => {
    const scene = await openScene(github);
    for (let nth = 0; nth < 101; nth += 1)
      await github.createEnvironment({ repository: scene.repository, name: `preview-${nth}` });
    expect(valueOf(await list(scene))).toHaveLength(101);
  });

  test('of more than a thousand nothing is said', async () => {
    const body = reader({ environments: [{ id: 1, name: 'preview' }] });
    expect(await readEnvironments(answering({ body, next: '/more' }), names)).toMatchObject({
      known: false,
      why: { code: 'too-many' },
    });
  });

  test('a reviewer whose account is gone approves nothing', async () => {
    const required = { type: 'required_reviewers', reviewers: [{ type: 'User', reviewer: null }] };
    const body = reader({ environments: [{ id: 1, name: 'production', protection_rules: [required] }] });
    expect(valueOf(await readEnvironments(answering({ body, next: null }), names))).toMatchObject([{ reviewers: [] }]);
  });

  test.each([403, 404])('is not known where GitHub says %d, and asked again where it fails', async (status) => {
    const scene = await openScene(github);
    await github.arm({ on: LIST, action: { kind: 'status', status } });
    expect(await list(scene)).toMatchObject({ known: false, why: { code: 'forbidden' } });
    await github.arm({ on: LIST, action: { kind: 'status', status: 502 } });
    await expect(list(scene)).rejects.toMatchObject({ code: 'github.unavailable' });
  });
});

describe('our gate', () => {
  test('is there, is another app’s, or is not', async () => {
    const scene = await openScene(github);
    const { repository } = scene;
    expect(await gate(scene, 'production')).toBeNull();
    await github.createEnvironment({ repository, name: 'production' });
    expect(await gate(scene, 'production')).toBe(false);
  });

  test.each([
    [12, true, true],
    [13, true, false],
    [12, false, false],
  ])('that of app %d, enabled: %p', async (id, enabled, isOurs) => {
    const body = reader({ custom_deployment_protection_rules: [{ id: 1, enabled, app: { id } }] });
    const asked = { environment: 'production', appId: 12 };
    expect(await readGate(answering({ body, next: null }), names, asked)).toBe(isOurs);
  });

  test('is not known where GitHub has none, and asked again where it fails', async () => {
    const scene = await openScene(github);
    await github.createEnvironment({ repository: scene.repository, name: 'a/b c' });
    expect(await gate(scene, 'a/b c')).toBe(false);
    await github.arm({ on: GATES, action: { kind: 'status', status: 403 } });
    expect(await gate(scene, 'a/b c')).toBeNull();
    await github.arm({ on: GATES, action: { kind: 'status', status: 502 } });
    await expect(gate(scene, 'a/b c')).rejects.toMatchObject({ code: 'github.unavailable' });
  });
});
