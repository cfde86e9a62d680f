import { expect, test } from '@jest/globals';
import { type AttemptFacts, known, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { attempt, CI, job, workflowRun } from '../machine-situations.ts';
import { makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

const workflows = (found: AttemptFacts) => known([workflowRun('success', { run: 7, attempt: known(found) })]);
const told = (asked: string, found: AttemptFacts) =>
  explained(`{ workflows: { passed: ['${CI}'], ${asked} } }`, makeFacts({ workflows: workflows(found) }));

test('too many attempts', () => {
  expect(told('attempts: 1', attempt([], 3))).toEqual({
    title: [`workflow ${CI} needed 3 attempts`, '1 workflow did not pass'],
    row: `\`${CI}\` needed 3 attempts (\`pull_request\`)`,
    looked: 'the newest runs of each workflow on the head commit',
    required: `that the workflow \`${CI}\` passed and that it took 1 attempt at the most`,
    found: [`\`${CI}\` needed 3 attempts (\`pull_request\`)`],
    steps: [
      `Look at the workflow \`${CI}\`: find out why it failed before; the run of a new commit begins with its first attempt, and push.`,
      'gh run view 7',
    ],
  });
});

test('a job that was skipped, and one that is not there', () => {
  const found = attempt([job('test'), { ...job('lint'), state: 'skipped', runner: null }]);
  expect(told('jobs: [lint]', found)).toMatchObject({
    title: [`workflow ${CI} has a job that was skipped`, '1 workflow did not pass'],
    row: `\`${CI}\` has the job \`lint\` that was skipped (\`pull_request\`)`,
    required: `that the workflow \`${CI}\` passed and that its job \`lint\` succeeded`,
    steps: [
      `Look at the workflow \`${CI}\`: correct what keeps \`lint\` from succeeding (skipped does not count), and push.`,
      'gh run view 7',
    ],
  });
  expect(told('jobs: [build]', found)).toMatchObject({
    title: [`workflow ${CI} lacks a job`, '1 workflow did not pass'],
    row: `\`${CI}\` has no job \`build\` (\`pull_request\`)`,
    steps: [
      `Look at the workflow \`${CI}\`: name its jobs as the policy does (there are «test» and «lint»), or correct the policy, and push.`,
      'gh run view 7',
    ],
  });
});

test('a job that runs again is waited for', () => {
  expect(told('jobs: [test]', attempt([job('test', 'pending')]))).toMatchObject({
    row: `\`${CI}\` has the job \`test\` that is running (\`pull_request\`)`,
    steps: [],
  });
});

test('other runners', () => {
  const own = { labels: ['self-hosted', 'gpu'], group: 'Default', host: 'self-hosted' } as const;
  expect(told('runners: hosted', attempt([{ ...job('test'), runner: own }]))).toMatchObject({
    title: [`workflow ${CI} ran on another runner`, '1 workflow did not pass'],
    row: `\`${CI}\` ran «test» on a self-hosted runner with \`self-hosted\` and \`gpu\` of the group \`Default\` (\`pull_request\`)`,
    required: `that the workflow \`${CI}\` passed and that each of its jobs ran on a machine of GitHub`,
    steps: [
      `Look at the workflow \`${CI}\`: let \`runs-on\` of its jobs ask for a machine of GitHub, and push.`,
      'gh run view 7',
    ],
  });
  expect(told('runners: { group: Release }', attempt([]))).toMatchObject({
    row: `\`${CI}\` ran on no runner (\`pull_request\`)`,
    required: `that the workflow \`${CI}\` passed and that each of its jobs ran on a runner of the group \`Release\``,
  });
});

test('several things about one workflow are one workflow', () => {
  expect(told('attempts: 1, jobs: [build]', attempt([job('test')], 2)).title).toEqual(['1 workflow did not pass']);
});

test('what could not be read, and what runs the file of the commit', () => {
  const run = workflowRun('success', { attempt: unknown('unavailable', 'down') });
  const facts = makeFacts({ workflows: known([run]) });
  expect(explained(`{ workflows: { passed: ['${CI}'], attempts: 1 } }`, facts).row).toBe(
    'the workflows could not be read: «down»',
  );
  expect(explained(`{ workflows: { passed: ['${CI}'], file: head } }`, facts).required).toBe(
    `that the workflow \`${CI}\` with the file of the commit itself passed`,
  );
});

test('of a deployment nothing is pushed to mend it', () => {
  const facts = makeDeployment({}, { workflows: workflows(attempt([], 2)) });
  expect(explained(`{ workflows: { passed: ['${CI}'], attempts: 1 } }`, facts).steps[0]).toBe(
    `Look at the workflow \`${CI}\`: find out why it failed before; the run of a new commit begins with its first attempt, and deploy a commit that has been built anew.`,
  );
});
