import { expect, test } from '@jest/globals';
import { type CheckFacts, known, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { actions, CI, checkRun, scanner, workflowRun } from '../machine-situations.ts';
import { layerOf, makeFacts, policyOf } from '../scenery.ts';
import { explained } from './explained.ts';
import { tell } from './telling.ts';

const saying = (...checks: readonly CheckFacts[]) => makeFacts({ checks: known(checks) });

test('a check that runs: for which machine it waits', () => {
  const facts = saying(checkRun('build', 'pending'), checkRun('build', 'success', scanner));
  expect(explained('{ checks: { passed: [build] } }', facts)).toEqual({
    title: ['check build', '1 check'],
    row: 'waiting for `build` (`github-actions`)',
    looked: 'the newest runs of each check on the head commit',
    required: 'that the check `build` passed',
    found: ['waiting for `build` (`github-actions`)'],
    steps: [],
  });
  expect(tell([layerOf(policyOf('{ checks: { passed: [build] } }'))], facts).title).toBe('Waiting for check build');
});

test('a check that is not there yet', () => {
  const told = explained(
    '{ checks: { passed: [build], from: scanner } }',
    saying(checkRun('buidl', 'success', scanner)),
  );
  expect([told.row, told.required, told.steps]).toEqual([
    'waiting for `build` of the app `scanner`: no run yet',
    'that the check `build` of the app `scanner` passed',
    [
      'Nothing named `build` of the app `scanner` has reported on the head commit yet. If it never does: does it run for this event, and does the policy name it as GitHub shows it? There is `buidl`.',
      'gh pr checks 42',
    ],
  ]);
});

test('a check that failed, and one that was skipped', () => {
  const facts = saying(
    checkRun('build', 'timed_out'),
    checkRun('build', 'success', scanner),
    checkRun('test', 'skipped'),
  );
  expect(explained('{ checks: { passed: [build] } }', facts)).toMatchObject({
    title: ['check build timed out', '1 check did not pass'],
    row: '`build` timed out (`github-actions`)',
    steps: [
      'Look at the check `build`: correct what it found and push, or press “Re-run” on its page.',
      'gh pr checks 42',
    ],
  });
  const skipped = explained('{ checks: { passed: [test] } }', facts);
  expect([skipped.title[0], skipped.steps[0]]).toEqual([
    'check test was skipped',
    'Look at the check `test`: correct what it found and push, or press “Re-run” on its page. A run that was skipped or neutral does not count as passed here.',
  ]);
});

test('several at once', () => {
  const facts = saying(
    checkRun('a', 'failure'),
    checkRun('b', 'cancelled'),
    checkRun('c', 'pending'),
    checkRun('d', 'success', null),
  );
  expect(explained('{ checks: { passed: [a, b, c, d] } }', facts)).toMatchObject({
    title: ['2 checks did not pass'],
    row: '`a` failed (`github-actions`); `b` was cancelled (`github-actions`); waiting for `c` (`github-actions`)',
  });
  expect(explained('{ checks: { passed: [c, x] } }', facts).title).toEqual(['2 checks']);
});

test('checks that could not be read', () => {
  expect(
    explained('{ checks: { passed: [a, b] } }', makeFacts({ checks: unknown('unavailable', 'down') })),
  ).toMatchObject({
    title: ['the checks could not be read'],
    row: 'the checks could not be read: «down»',
    required: 'that `a` and `b` all passed',
    steps: [],
  });
});

test('workflows', () => {
  const ran = (...runs: Parameters<typeof workflowRun>[]) =>
    makeFacts({ workflows: known(runs.map((run) => workflowRun(...run))) });
  const requirement = `{ workflows: { passed: ['${CI}'], event: [pull_request, push] } }`;
  expect(explained(requirement, ran(['success'], ['failure', { event: 'push', run: 7 }]))).toMatchObject({
    title: [`workflow ${CI} failed`, '1 workflow did not pass'],
    row: `\`${CI}\` failed (\`push\`)`,
    required: `that the workflow \`${CI}\` after \`pull_request\` or \`push\` passed`,
    steps: [
      `Look at the workflow \`${CI}\`: correct what it found and push, or press “Re-run” on its page.`,
      'gh run view 7 --log-failed',
    ],
  });
  expect(explained(requirement, ran(['success'])).row).toBe(`\`${CI}\` passed (\`pull_request\`)`);
});

test('what to do is said of the runs that failed, and of no others', () => {
  const mixed = saying(checkRun('test', 'failure'), checkRun('test', 'skipped', scanner));
  expect(explained('{ checks: { passed: [test], skipped_is: success } }', mixed).steps[0]).toBe(
    'Look at the check `test`: correct what it found and push, or press “Re-run” on its page.',
  );
});

test('a workflow that waits to be allowed to run has found nothing, and has no log', () => {
  const waiting = { workflows: known([workflowRun('action_required', { run: 7 })]) };
  const requirement = `{ workflows: { passed: ['${CI}'] } }`;
  expect(explained(requirement, makeFacts(waiting)).steps).toEqual([
    `Look at the workflow \`${CI}\`: it asks for an action, which its page names.`,
    'gh run view 7',
  ]);
  expect(explained(requirement, makeFacts({ ...waiting, change: { fork: { owner: null } } })).steps[0]).toMatch(
    /Workflows of a fork may wait until somebody with write access presses “Approve workflows to run”\.$/,
  );
});

test('commands hold our own words and numbers only', () => {
  const evil = "a'; $(rm -rf ~) #";
  const told = explained(
    `{ checks: { passed: [${JSON.stringify(evil)}] } }`,
    saying(checkRun(evil, 'failure', { ...actions, slug: evil })),
  );
  expect(told.steps.slice(1)).toEqual(['gh pr checks 42']);
});

test('a workflow that ran for an event that does not count', () => {
  const ran = makeFacts({ workflows: known([workflowRun('success')]) });
  const [step = ''] = explained(`{ workflows: { passed: ['${CI}'], event: [push] } }`, ran).steps;
  expect(step).toMatch(/as GitHub shows it\? It ran for another event\.$/);
});

test('of a deployment nothing is pushed to mend it', () => {
  const failed = makeDeployment({}, { workflows: known([workflowRun('failure', { run: 7 })]) });
  expect(explained(`{ workflows: { passed: ['${CI}'] } }`, failed).steps).toEqual([
    `Look at the workflow \`${CI}\`: deploy a commit on which it passed, or press “Re-run” on its page.`,
    'gh run view 7 --log-failed',
  ]);
});
