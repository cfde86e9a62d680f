import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readJobs } from '../../src/github/run-jobs.ts';
import { StandIn } from '../github/client.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
let scene: Scene;
const path = '.github/workflows/ci.yml';

beforeAll(async () => {
  github = await StandIn.start();
  scene = await openScene(github);
});
afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

const read = async (run: number, attempt = 1) => await readJobs(scene.api, scene.place.repository, { run, attempt });
const start = async (jobs: Parameters<StandIn['runWorkflow']>[0]['jobs'], conclusion?: 'success' | 'failure') =>
  await github.runWorkflow({
    repository: scene.repository,
    sha: scene.root,
    path,
    ...(jobs === undefined ? {} : { jobs }),
    ...(conclusion === undefined ? {} : { conclusion }),
  });

test('jobs are told with what ran them, those of each attempt by themselves', async () => {
  const { run } = await start(['test', { name: 'lint', conclusion: 'skipped' }], 'failure');
  expect(await read(run)).toEqual([
    {
      name: 'test',
      state: 'failure',
      runner: { labels: ['ubuntu-latest'], group: 'GitHub Actions', host: 'hosted' },
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
    },
    { name: 'lint', state: 'skipped', runner: null, startedAt: null, endedAt: expect.any(Number) },
  ]);
  await github.rerunWorkflow({ run });
  expect(await read(run, 2)).toMatchObject([
    { name: 'test', state: 'pending', runner: null, startedAt: null, endedAt: null },
    { name: 'lint', state: 'pending' },
  ]);
  await expect(read(run, 3)).rejects.toMatchObject({ code: 'github.not-found' });
});

test.each([
  ['a runner of our own', { name: 'build-1', group: 'Default', labels: ['Self-Hosted', 'linux'] }, 'self-hosted'],
  ['a larger runner', { name: 'large_1f2e', group: 'Large', labels: ['linux-16'] }, null],
  ['one that is called like a machine of GitHub', { name: 'GitHub Actions 1', group: 'Default', labels: ['x'] }, null],
  ['one in a group of its name', { name: 'mine', group: 'GitHub Actions', labels: ['self-hosted'] }, 'self-hosted'],
])('%s', async (_name, runner, host) => {
  const { run } = await start([{ name: 'test', runner }], 'success');
  expect(await read(run)).toMatchObject([{ runner: { group: runner.group, labels: runner.labels, host } }]);
});

test('many jobs are several pages, and too many are not read', async () => {
  const jobs = (count: number) => Array.from({ length: count }, (_, n) => `job ${n}`);
  expect(await read((await start(jobs(101), 'success')).run)).toHaveLength(101);
  expect(await read((await start(jobs(1_001), 'success')).run)).toBeNull();
}, 60_000);
