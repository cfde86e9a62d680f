import { expect, test } from '@jest/globals';
import { type WorkflowsSettings, workflows } from '../../../src/policy/conditions/workflows.ts';
import { known, unknown, type WorkflowFacts } from '../../../src/policy/facts.ts';
import { CI, workflowRun } from '../machine-situations.ts';
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

test.each([
  ['{ event: [push] }', '1 policy.schema "workflows" needs "passed"'],
  ['{ passed: [ci.yml] }', '12 policy.schema "ci.yml" is not a workflow file like .github/workflows/ci.yml'],
  [`{ passed: [${CI}], event: [] }`, '46 policy.schema "event" must not be empty'],
  [`{ passed: [${CI}], event: [Pull] }`, '47 policy.schema "Pull" is not an event like pull_request'],
])('%s', (settings, expected) => {
  expect(problemsIn('workflows', settings)).toEqual([expected]);
});
