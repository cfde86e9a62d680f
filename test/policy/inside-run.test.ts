import { expect, test } from '@jest/globals';
import { type AttemptFacts, known, unknown } from '../../src/policy/facts.ts';
import { type Inside, judgeInside, looksInside } from '../../src/policy/inside-run.ts';
import { attempt, job, workflowRun } from './machine-situations.ts';

const codes = { unread: 'x.unread', attempts: 'x.attempts', job: 'x.job', runner: 'x.runner' };
const judge = (asked: Inside, found: AttemptFacts, state: 'success' | 'pending' = 'success') =>
  judgeInside(workflowRun(state, { attempt: known(found) }), asked, codes).map(({ code, truth }) => `${code} ${truth}`);
const skipped = { name: 'lint', state: 'skipped', runner: null } as const;
const own = { labels: ['self-hosted', 'Linux'], group: 'Release', host: 'self-hosted' } as const;

test.each<[string, Inside, AttemptFacts, readonly string[]]>([
  ['as many attempts as may be', { attempts: 2 }, attempt([], 2), []],
  ['one more', { attempts: 2 }, attempt([], 3), ['x.attempts unmet']],
  ['every job succeeded', { jobs: ['test'] }, attempt([job('test')]), []],
  ['a job was skipped', { jobs: ['lint'] }, attempt([job('test'), skipped]), ['x.job unmet']],
  ['a job is not there', { jobs: ['test', 'lint'] }, attempt([job('test')]), ['x.job unmet']],
  [
    'one of two jobs of a name failed',
    { jobs: ['test'] },
    attempt([job('test'), job('test', 'failure')]),
    ['x.job unmet'],
  ],
  ['a job runs again', { jobs: ['test'] }, attempt([job('test', 'pending')]), ['x.job pending']],
  ['names are compared exactly', { jobs: ['Test'] }, attempt([job('test')]), ['x.job unmet']],
  ['all on machines of GitHub', { runners: 'hosted' }, attempt([job('test'), skipped]), []],
  [
    'one of them not',
    { runners: 'hosted' },
    attempt([job('test'), { ...job('lint'), runner: own }]),
    ['x.runner unmet'],
  ],
  ['on runners of our own', { runners: 'self-hosted' }, attempt([{ ...job('test'), runner: own }]), []],
  [
    'nobody can tell whose',
    { runners: 'self-hosted' },
    attempt([{ ...job('test'), runner: { ...own, host: null } }]),
    ['x.runner unmet'],
  ],
  ['labels, in any case', { runners: { labels: ['LINUX'] } }, attempt([{ ...job('test'), runner: own }]), []],
  [
    'one label less',
    { runners: { labels: ['linux', 'gpu'] } },
    attempt([{ ...job('test'), runner: own }]),
    ['x.runner unmet'],
  ],
  ['the group', { runners: { group: 'Release' } }, attempt([{ ...job('test'), runner: own }]), []],
  ['another group', { runners: { group: 'release' } }, attempt([{ ...job('test'), runner: own }]), ['x.runner unmet']],
  [
    'labels of another group',
    { runners: { group: 'x', labels: ['linux'] } },
    attempt([{ ...job('test'), runner: own }]),
    ['x.runner unmet'],
  ],
  ['no job ran anywhere', { runners: 'hosted' }, attempt([skipped]), ['x.runner unmet']],
])('%s', (_name, asked, found, expected) => {
  expect(judge(asked, found)).toEqual(expected);
});

test('while it runs only its attempts are counted', () => {
  const asked = { attempts: 1, jobs: ['test'], runners: 'hosted' } as const;
  expect(judge(asked, attempt([], 1), 'pending')).toEqual([]);
  expect(judge(asked, attempt([], 2), 'pending')).toEqual(['x.attempts unmet']);
});

test('what was not read is unknown, unless nobody asks', () => {
  const run = workflowRun('success');
  const failed = { ...run, attempt: unknown('unavailable', 'down') };
  expect(judgeInside(run, {}, codes)).toEqual([]);
  expect(judgeInside(failed, { attempts: 1 }, codes)).toMatchObject([
    { code: 'x.unread', truth: 'unknown', data: { names: [run.path], why: 'unavailable', detail: 'down' } },
  ]);
  expect(judgeInside(run, { attempts: 1 }, codes)).toMatchObject([{ truth: 'unknown', data: { why: 'incomplete' } }]);
});

test('a finding names the run, and what was found in it', () => {
  const run = workflowRun('success', {
    run: 7,
    attempt: known(attempt([job('test'), { ...job('lint'), runner: own }], 3)),
  });
  const asked = { attempts: 1, jobs: ['build'], runners: 'hosted' } as const;
  const about = { name: run.path, of: 'pull_request', id: 7 };
  expect(judgeInside(run, asked, codes).map(({ data }) => data)).toEqual([
    { ...about, attempt: 3, most: 1 },
    { ...about, job: 'build', state: null, there: ['test', 'lint'] },
    { ...about, wanted: { host: 'hosted', labels: [], group: null }, jobs: ['lint'], count: 1, found: own },
  ]);
});

test('who looks inside', () => {
  expect([{}, { attempts: 1 }, { jobs: ['a'] }, { runners: 'hosted' } as const].map(looksInside)).toEqual([
    false,
    true,
    true,
    true,
  ]);
});
