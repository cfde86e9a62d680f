import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Collected } from '../../src/github/collect.ts';
import { type CollectCommit, collectCommit } from '../../src/github/collect-commit.ts';
import { noNeeds } from '../../src/policy/needs.ts';
import { StandIn } from '../github/client.ts';
import { privateKey } from './key.ts';
import { loginOf, openScene, type Scene, valueOf } from './scene.ts';

const POLICY = '.github/countersign.yml';

let github: StandIn;
let scene: Scene;
let repository: string;

beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

beforeEach(async () => {
  scene = await openScene(github, { [POLICY]: 'version: 1\n' });
  ({ repository } = scene);
});

const needs = { ...noNeeds, checks: true, workflows: true };

const request = (change: Partial<CollectCommit> = {}): CollectCommit => ({
  place: scene.place,
  commit: scene.root,
  ref: 'main',
  needs,
  floor: { owner: scene.organization, name: '.github', named: false },
  policyBranch: null,
  ...change,
});
const read = async (change: Partial<CollectCommit> = {}): Promise<Collected> => {
  const viewer = { webUrl: scene.client.webUrl, appId: scene.appId };
  return await collectCommit(scene.api, viewer, request(change));
};

describe('a commit that is to be deployed', () => {
  test('is read with what machines said of it and the policy of the default branch, in one query', async () => {
    const { oid } = await github.pushCommit({ repository, branch: 'release', files: { a: '1' } });
    const { oid: tip } = await github.pushCommit({ repository, branch: 'main', files: { [POLICY]: 'version: 2\n' } });
    const path = '.github/workflows/ci.yml';
    const { run } = await github.runWorkflow({ repository, sha: oid, path, jobs: ['test'], conclusion: 'success' });
    await github.writeCheck({ repository, sha: oid, appId: scene.appId, name: 'countersign: main' });
    const { result, requests } = await scene.counting(async () => read({ commit: oid, ref: 'release' }));
    expect([requests, result.requests]).toEqual([1, 1]);
    expect(result.change).toMatchObject({
      number: null,
      author: null,
      base: 'main',
      baseTip: tip,
      headName: 'release',
      head: oid,
      headTree: await treeOf(oid),
      group: null,
    });
    expect(result.policy).toMatchObject({ state: 'present', text: 'version: 2\n', commit: tip });
    expect(valueOf(result.checks)).toMatchObject([{ name: 'test', state: 'success' }]);
    expect(valueOf(result.workflows)).toMatchObject([{ path, run, state: 'success' }]);
    for (const fact of [result.commits, result.files, result.reviews, result.labels, result.requiredChecks])
      expect(fact).toMatchObject({ known: false, why: { code: 'not-needed' } });
  });

  test('needs no name, and no machines that nobody asks about', async () => {
    const { change, checks, workflows } = await read({ ref: null, needs: noNeeds });
    expect(change.headName).toBe('');
    for (const fact of [checks, workflows]) expect(fact).toMatchObject({ known: false, why: { code: 'not-needed' } });
  });

  test('has the policy of another branch where that is asked for', async () => {
    await github.moveRef({ repository, ref: 'refs/heads/release/1', oid: scene.root });
    await github.pushCommit({ repository, branch: 'main', files: { [POLICY]: 'version: 2\n' } });
    expect((await read({ policyBranch: 'release/1' })).policy).toMatchObject({ text: 'version: 1\n' });
    expect((await read({ policyBranch: 'gone' })).policy).toMatchObject({ state: 'unreadable' });
  });

  test('has the floor, and the people whom the policy names', async () => {
    const { organization } = scene;
    const [dana, amir] = [loginOf(scene, 'dana'), loginOf(scene, 'amir')];
    await github.createRepository({
      owner: organization,
      name: '.github',
      files: { [POLICY]: 'version: 1 # floor\n' },
    });
    await github.createTeam({ organization, name: 'maintainers', members: [amir] });
    const team = `${organization}/maintainers`;
    const { floor, directory } = await read({ needs: { ...needs, users: [dana, 'nobody-here'], teams: [team] } });
    expect(floor).toMatchObject({ state: 'present', text: 'version: 1 # floor\n' });
    expect(valueOf(directory.users[dana] ?? unasked)).toMatchObject({ login: dana });
    expect(directory.users['nobody-here']).toMatchObject({ known: false });
    expect(valueOf(directory.teams[team] ?? unasked).members).toMatchObject([{ login: amir }]);
  });

  test('has its checks to the last page', async () => {
    const { appId } = await github.createApp({
      owner: scene.organization,
      slug: `ci-${scene.organization}`,
      privateKey: privateKey(),
      permissions: { checks: 'write' },
      events: [],
    });
    for (let n = 0; n < 101; n += 1)
      await github.writeCheck({ repository, sha: scene.root, appId, name: `c${n}`, conclusion: 'success' });
    const { result, requests } = await scene.counting(async () => read());
    expect(requests).toBe(2);
    expect(valueOf(result.checks)).toHaveLength(101);
  });
});

const unasked = { known: false, why: { code: 'not-needed', detail: '' } } as const;

async function treeOf(oid: string): Promise<string> {
  const { owner, name } = scene.place.repository;
  const { body } = await scene.api.rest('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    owner,
    repo: name,
    commit_sha: oid,
  });
  return body.at('tree').at('sha').text();
}

describe('what is not there', () => {
  test.each([
    ['a commit that nobody pushed', async () => await read({ commit: 'f'.repeat(40) })],
    ['a tree', async () => await read({ commit: await treeOf(scene.root) })],
    ['a repository that has the name now', async () => await read({ place: elsewhere(1) })],
  ])('%s', async (_, reading) => {
    await expect(reading()).rejects.toMatchObject({ code: 'github.not-found' });
  });

  test('a repository that went', async () => {
    const { installation, repository: names } = scene.place;
    const place = { installation, repository: { ...names, name: 'gone' } };
    await expect(read({ place })).rejects.toMatchObject({ code: 'github.not-found' });
  });
});

const elsewhere = (more: number): Scene['place'] => {
  const { installation, repository: names } = scene.place;
  return { installation, repository: { ...names, id: names.id + more } };
};

describe('an answer that GitHub failed to give', () => {
  test.each([
    [{ kind: 'status', status: 502 }, 'github.unavailable'],
    [{ kind: 'truncate' }, 'github.unavailable'],
    [{ kind: 'secondary-limit' }, 'github.rate-limited'],
  ] as const)('%j is no answer', async (action, code) => {
    await github.arm({ on: 'GRAPHQL CollectCommit', action });
    await expect(read()).rejects.toMatchObject({ code });
  });

  test.each([
    [['repository', 'machines', 'statusCheckRollup'], 'checks'],
    [['repository', 'machines', 'checkSuites'], 'workflows'],
    [['repository', 'policy', 'target'], 'policy'],
  ] as const)('at %j makes only its part unknown', async (path, part) => {
    const errors = [{ type: 'FORBIDDEN', path, message: 'Resource not accessible by integration' }];
    await github.arm({
      on: 'GRAPHQL CollectCommit',
      action: { kind: 'graphql-errors', errors, keepData: true, when: 'after' },
    });
    const { checks, workflows, policy } = await read();
    const found = { checks: checks.known, workflows: workflows.known, policy: policy.state === 'present' };
    expect(found).toEqual({ checks: true, workflows: true, policy: true, [part]: false });
  });

  test.each([[['repository', 'base']], [['repository', 'machines', 'tree']], [['repository']]])(
    'at %j is no answer',
    async (path) => {
      const errors = [{ type: null, path, message: 'Something went wrong' }];
      await github.arm({
        on: 'GRAPHQL CollectCommit',
        action: { kind: 'graphql-errors', errors, keepData: true, when: 'after' },
      });
      await expect(read()).rejects.toMatchObject({ code: 'github.unavailable' });
    },
  );

  test('a page of checks of which the commit is gone meanwhile is no list', async () => {
    for (let n = 0; n < 101; n += 1)
      await github.setStatus({ repository, sha: scene.root, context: `c${n}`, state: 'success' });
    const errors = [{ type: null, path: ['repository', 'machines'], message: 'Something went wrong' }];
    await github.arm({ on: 'GRAPHQL Next', action: { kind: 'graphql-errors', errors, keepData: true, when: 'after' } });
    const { checks, workflows } = await read();
    expect(checks).toMatchObject({ known: false, why: { code: 'unavailable' } });
    expect(valueOf(workflows)).toEqual([]);
  });
});
