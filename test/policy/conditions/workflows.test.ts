import { expect, test } from '@jest/globals';
import { type WorkflowsSettings, workflows } from '../../../src/policy/conditions/workflows.ts';
import { known, unknown, type WorkflowFacts } from '../../../src/policy/facts.ts';
import { attempt, CI, job, workflowRun } from '../machine-situations.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: WorkflowsSettings, ...all: readonly WorkflowFacts[]) =>
  workflows.judge(settings, { facts: makeFacts({ workflows: known(all) }), policy, at: now });
const ci = { passed: [CI] };

test.each<[string, WorkflowsSettings, readonly WorkflowFacts[], string]>([
  ['it passed', ci, [workflowRun('success')], 'met'],
  ['it failed', ci, [workflowRun('failure')], 'unmet'],
  ['it runs', ci, [workflowRun('pending')], 'pending'],
  ['not there yet', ci, [], 'pending'],
  ['another file of the same name', ci, [workflowRun('success', { path: '.github/workflows/other.yml' })], 'pending'],
  ['one of another repository', ci, [workflowRun('success', { path: null })], 'pending'],
  [
    'the newest of an event counts',
    ci,
    [workflowRun('success', { run: 3 }), workflowRun('failure', { run: 2 })],
    'met',
  ],
  ['in whatever order', ci, [workflowRun('success', { run: 2 }), workflowRun('failure', { run: 3 })], 'unmet'],
  ['each event', ci, [workflowRun('success'), workflowRun('failure', { event: 'push' })], 'unmet'],
  [
    'only these events',
    { ...ci, event: ['pull_request'] },
    [workflowRun('success'), workflowRun('failure', { event: 'push' })],
    'met',
  ],
  ['no run of these events', { ...ci, event: ['merge_group'] }, [workflowRun('success')], 'pending'],
  ['skipped', ci, [workflowRun('skipped')], 'unmet'],
  ['skipped, and let pass', { ...ci, skipped_is: 'success' }, [workflowRun('skipped')], 'met'],
  ['of the commit’s own file', { ...ci, file: 'head' }, [workflowRun('success')], 'met'],
  [
    'of a file that somebody chose before',
    { ...ci, file: 'head' },
    [workflowRun('success', { event: 'pull_request_target' })],
    'pending',
  ],
  [
    'that such a run failed does not matter',
    { ...ci, file: 'head' },
    [workflowRun('success'), workflowRun('failure', { event: 'workflow_run' })],
    'met',
  ],
  ['too many attempts', { ...ci, attempts: 1 }, [workflowRun('success', { attempt: known(attempt([], 2)) })], 'unmet'],
  ['few attempts', { ...ci, attempts: 2 }, [workflowRun('success', { attempt: known(attempt([], 2)) })], 'met'],
  ['attempts that were not read', { ...ci, attempts: 2 }, [workflowRun('success')], 'unknown'],
  [
    'only the newest run is looked into',
    { ...ci, jobs: ['test'] },
    [workflowRun('success', { run: 2, attempt: known(attempt([job('test')])) }), workflowRun('success')],
    'met',
  ],
  ['cancelled', { ...ci, skipped_is: 'success', neutral_is: 'success' }, [workflowRun('cancelled')], 'unmet'],
])('%s', (_name, settings, all, expected) => {
  expect(judge(settings, ...all).truth).toBe(expected);
});

test('unread runs are unknown; so is a bare range, of which nobody has them', () => {
  for (const code of ['unavailable', 'not-local'] as const) {
    const facts = makeFacts({ change: { number: null }, workflows: unknown(code, 'x') });
    expect(workflows.judge(ci, { facts, policy, at: now }).findings).toMatchObject([
      { code: 'workflows.unread', truth: 'unknown', data: { why: code } },
    ]);
  }
});

test('what is missing is told with what has run', () => {
  const run = workflowRun('success', { path: '.github/workflows/ci.yaml' });
  expect(judge(ci, run, workflowRun('success', { path: null })).findings[0]?.data).toMatchObject({
    nearest: '.github/workflows/ci.yaml',
    there: ['.github/workflows/ci.yaml'],
  });
});

test('of what failed or is not there nothing more is asked', () => {
  const found = (...all: readonly WorkflowFacts[]) =>
    judge({ ...ci, attempts: 1, jobs: ['test'] }, ...all).findings.map(({ code }) => code);
  expect(found(workflowRun('failure', { attempt: known(attempt([], 3)) }))).toEqual(['workflows.failed']);
  expect(found()).toEqual(['workflows.missing']);
  expect(found(workflowRun('success', { attempt: known(attempt([], 3)) }))).toEqual([
    'workflows.passed',
    'workflows.too-many-attempts',
    'workflows.job',
  ]);
});

test.each([
  ['{ event: [push] }', '1 policy.schema "workflows" needs "passed"'],
  ['{ passed: [ci.yml] }', '12 policy.schema "ci.yml" is not a workflow file like .github/workflows/ci.yml'],
  [`{ passed: [${CI}], attempts: 0 }`, '49 policy.schema "attempts" must be at least 1'],
  [`{ passed: [${CI}], runners: here }`, '48 policy.schema "here" is not one of the words hosted and self-hosted'],
  [`{ passed: [${CI}], runners: {} }`, '48 policy.schema "runners" must not be empty'],
  [`{ passed: [${CI}], file: base }`, '45 policy.schema "file" must be one of head, not "base"'],
  [
    `{ passed: [${CI}], file: head, event: [pull_request_target] }`,
    '58 policy.schema runs of these events never run the file of the head commit, which "file" asks for',
  ],
  [`{ passed: [${CI}], event: [] }`, '46 policy.schema "event" must not be empty'],
  [`{ passed: [${CI}], event: [Pull] }`, '47 policy.schema "Pull" is not an event like pull_request'],
])('%s', (settings, expected) => {
  expect(problemsIn('workflows', settings)).toEqual([expected]);
});
