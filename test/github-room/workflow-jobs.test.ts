import { describe, expect, test } from '@jest/globals';
import { readJobs, type WorkflowJob } from '../../src/github/workflow-jobs.ts';

const jobs = (text: string): readonly WorkflowJob[] => {
  const read = readJobs(text);
  if ('why' in read) throw new Error(read.why);
  return read.jobs;
};
/** One job with these lines. */
const job = (...lines: readonly string[]): WorkflowJob | undefined =>
  jobs(['on: push', 'jobs:', '  build:', ...lines.map((line) => `    ${line}`)].join('\n'))[0];

describe('the environment of a job', () => {
  test.each([
    ['environment: production', { is: 'named', name: 'production' }],
    ['environment: { name: production, url: "https://acme.example" }', { is: 'named', name: 'production' }],
    ['environment: 2026', { is: 'named', name: '2026' }],
    ['environment: ${{ inputs.to }}', { is: 'unknown' }],
    ['environment: { name: "prod-${{ matrix.region }}" }', { is: 'unknown' }],
    ['environment: [production]', { is: 'unknown' }],
    ['environment: { url: x }', { is: 'unknown' }],
    ['uses: ./.github/workflows/deploy.yml', { is: 'unknown' }],
    ['environment:', { is: 'none' }],
    ['environment: ""', { is: 'none' }],
    ['runs-on: ubuntu-latest', { is: 'none' }],
  ])('%s', (line, environment) => expect(job(line)).toEqual({ id: 'build', environment, signs: [] }));

  test('an anchor is what it stands for', () => {
    const text = 'on: push\nx: &to production\njobs:\n  a: { environment: *to }\n';
    expect(jobs(text)).toMatchObject([{ id: 'a', environment: { name: 'production' } }]);
  });
});

describe('a job looks as if it deployed', () => {
  test.each([
    ['permissions: { id-token: write }', 'job.id-token'],
    ['permissions: { deployments: write, contents: read }', 'job.deployments-write'],
    ['name: Deploy to the shop', 'job.name'],
    ['name: "crates: PUBLISH"', 'job.name'],
  ])('%s', (line, sign) => expect(job(line)?.signs).toEqual([sign]));

  test.each(['permissions: { id-token: read }', 'permissions: read-all', 'name: deployment tests', 'name: undeploy'])(
    'not by %s',
    (line) => expect(job(line)?.signs).toEqual([]),
  );

  test('by its key, as a whole word between underscores', () =>
    expect(jobs('jobs: { deploy_eu: {}, redeploy: {} }').map(({ signs }) => signs)).toEqual([['job.name'], []]));

  test('by what the whole workflow may, unless the job says otherwise', () => {
    const text = 'permissions: write-all\njobs:\n  a: {}\n  b: { permissions: { contents: read } }\n  c:\n';
    expect(jobs(text).map(({ signs }) => signs)).toEqual([
      ['job.id-token', 'job.deployments-write'],
      [],
      ['job.id-token', 'job.deployments-write'],
    ]);
  });
});

describe('what is no workflow says so', () => {
  test.each([
    ['jobs: {a: }}', 'no-yaml'],
    ['jobs:\n  a: {}\n  a: {}\n', 'no-yaml'],
    ['jobs:\n\ta: 1', 'no-yaml'],
    ['['.repeat(5_000), 'no-yaml'],
    ['', 'no-workflow'],
    ['on: push', 'no-workflow'],
    ['jobs: [a]', 'no-workflow'],
    ['- jobs', 'no-workflow'],
  ])('%j', (text, why) => expect(readJobs(text)).toEqual({ why }));

  test('a job that is none has nothing to say', () =>
    expect(jobs('jobs: { a: 7 }')).toEqual([{ id: 'a', environment: { is: 'none' }, signs: [] }]));
});
