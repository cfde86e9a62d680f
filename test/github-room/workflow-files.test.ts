import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readWorkflowFiles } from '../../src/github/workflow-files.ts';
import { StandIn } from '../github/client.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

const CI = 'on: push\njobs: { test: { runs-on: ubuntu-latest } }\n';
const read = async ({ api, place }: Scene, commit: string | null = null) =>
  await readWorkflowFiles(api, place.repository, commit);
const pathOf = (name: string): string => `.github/workflows/${name}`;

test('the files at the tip of the default branch, and at a commit, in one request', async () => {
  const scene = await openScene(github, { [pathOf('ci.yml')]: CI });
  const { oid } = await github.pushCommit({
    repository: scene.repository,
    branch: 'main',
    files: { [pathOf('deploy.yaml')]: 'jobs: { deploy: { environment: production } }\n' },
  });
  const { result, requests } = await scene.counting(async () => await read(scene));
  const ci = { path: pathOf('ci.yml'), jobs: [{ id: 'test', environment: { is: 'none' }, signs: [] }], why: null };
  expect([requests, result]).toMatchObject([
    1,
    { branch: 'main', commit: oid, files: [ci, { path: pathOf('deploy.yaml') }], omitted: 0 },
  ]);
  expect(await read(scene, scene.root)).toEqual({ branch: 'main', commit: scene.root, files: [ci], omitted: 0 });
});

test('what cannot be read is said, what is no workflow is not', async () => {
  const scene = await openScene(github, {
    [pathOf('README.md')]: 'jobs: {}\n',
    [pathOf('below/ci.yml')]: CI,
    [pathOf('broken.yml')]: 'jobs: {a: }}\n',
    [pathOf('empty.yml')]: '',
    [pathOf('large.yml')]: `${CI}# ${'x'.repeat(64 * 1024)}\n`,
    [pathOf('zero.yml')]: `${CI}\0`,
  });
  expect((await read(scene))?.files.map(({ path, jobs, why }) => [path.split('/').at(-1), jobs, why])).toEqual([
    ['broken.yml', null, 'no-yaml'],
    ['empty.yml', null, 'no-workflow'],
    ['large.yml', null, 'too-large'],
    ['zero.yml', null, 'no-text'],
  ]);
});

test('a hundred are read, and the rest is counted', async () => {
  const names = Array.from({ length: 102 }, (_, nth) => `ci-${String(nth).padStart(3, '0')}.yml`);
  const scene = await openScene(github, Object.fromEntries(names.map((name) => [pathOf(name), CI])));
  const found = await read(scene);
  expect([found?.files.length, found?.files.at(-1)?.path, found?.omitted]).toEqual([100, pathOf('ci-099.yml'), 2]);
});

test('without a folder there are none, without a commit there is nothing', async () => {
  const scene = await openScene(github);
  expect(await read(scene)).toMatchObject({ files: [], omitted: 0 });
  expect(await read(scene, 'f'.repeat(40))).toBeNull();
  const empty = await github.createRepository({ owner: scene.organization, name: 'empty', files: null });
  const place = { ...scene.place, repository: { id: empty.id, owner: scene.organization, name: 'empty' } };
  expect(await read({ ...scene, place })).toBeNull();
});

test('a name that another repository has by now, and a GitHub that fails', async () => {
  const scene = await openScene(github);
  const { api, place } = scene;
  await expect(readWorkflowFiles(api, { ...place.repository, id: 1 }, null)).rejects.toMatchObject({
    code: 'github.not-found',
  });
  await github.arm({ on: 'GRAPHQL WorkflowFiles', action: { kind: 'status', status: 502 }, count: 5 });
  await expect(read(scene)).rejects.toMatchObject({ code: 'github.unavailable' });
  await github.disarm();
});
