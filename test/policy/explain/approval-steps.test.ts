import { describe, expect, test } from '@jest/globals';
import { approvalSteps } from '../../../src/policy/explain/approval-steps.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { amir, commit, makeFacts, oid, review } from '../scenery.ts';
import { judgeOne, plain } from './telling.ts';

const steps = (requirement: string, changes: Parameters<typeof makeFacts>[0] = {}) => {
  const { outcome, scene } = judgeOne(`{ approved: ${requirement} }`, makeFacts(changes));
  return approvalSteps(outcome, scene).map(({ sentence, commands }) => [plain(sentence), ...commands].join(' | '));
};

test.each<[string, string, Parameters<typeof makeFacts>[0], string]>([
  ['whom to ask', '{ by: [maintainers] }', {}, 'Ask @amir, @bo or @chen to review the change.'],
  ['several', '{ by: [maintainers], count: 2 }', {}, 'Ask 2 of @amir, @bo and @chen to review the change.'],
  ['anybody', '{}', {}, 'Ask somebody with write access who had no part in the change (not @dana) to review it.'],
  [
    'changes requested',
    '{}',
    { reviews: known([review(amir, { state: 'changes_requested' })]) },
    'Settle what @amir asked for; the request ends when @amir approves or the review is dismissed.',
  ],
  [
    'too few',
    '{ by: [release-managers], count: 2 }',
    {},
    'Too few people of `release-managers` had no part in the change: the role needs more members, or somebody else has to make the change.',
  ],
  [
    'a deleted author',
    '{}',
    { change: { author: null } },
    'Open a new pull request for this branch: its author’s account no longer exists.',
  ],
  [
    'unseen pushers',
    '{}',
    { pushers: unknown('not-recorded', 'x') },
    `Nobody saw who pushed these commits. Make them anew and push them, so that it is known. | git rebase --no-ff ${oid(9).slice(0, 12)} && git push --force-with-lease`,
  ],
])('%s', (_name, requirement, changes, expected) => {
  expect(steps(requirement, changes)).toEqual([expected]);
});

test('a commit of nobody', () => {
  const commits = known([commit(10, { author: { person: null, name: 'x', email: 'x' } })]);
  expect(steps('{}', { commits })[0]).toMatch(/^Add the e-mail address of `000000a`/);
});

test('nothing to do once there are enough', () => {
  expect(steps('{}', { reviews: known([review(amir)]) })).toEqual([]);
});

describe('of a deployment', () => {
  const stepsOf = (requirement: string, ...given: Parameters<typeof makeDeployment>) => {
    const { outcome, scene } = judgeOne(`{ approved: ${requirement} }`, makeDeployment(...given));
    return approvalSteps(outcome, scene).map(({ sentence, commands }) => [plain(sentence), ...commands].join(' | '));
  };
  const nobody = { person: null, name: 'x', email: 'x' };

  test.each<[string, string, Parameters<typeof makeDeployment>, string]>([
    [
      'whom to ask, and where it is done',
      '{ by: [maintainers] }',
      [],
      'Ask @amir or @chen to approve the deployment to «production» on the run’s page, or to comment `/countersign approve production`.',
    ],
    [
      'anybody',
      '{ count: 2 }',
      [],
      'Ask 2 people with write access who had no part in what it brings to approve the deployment to «production» on the run’s page, or to comment `/countersign approve production`.',
    ],
    [
      'a name that is more than a word is not put into a command',
      '{ by: [release-managers] }',
      [{ environment: 'a b; c' }],
      'Ask @chen to approve the deployment to «a b; c» on the run’s page, or to comment `/countersign approve ENVIRONMENT`.',
    ],
    [
      'too few',
      '{ by: [release-managers], count: 2 }',
      [],
      'Too few people of `release-managers` had no part in what it brings: the role needs more members, or somebody else has to deploy.',
    ],
    [
      'a commit of nobody’s has landed',
      '{}',
      [{}, { commits: known([commit(10, { author: nobody })]) }],
      `Add the e-mail address of \`${oid(10).slice(0, 7)}\` to the GitHub account of whoever made it, then run the job again.`,
    ],
    [
      'so have commits that nobody saw being pushed',
      '{}',
      [{}, { pushers: unknown('not-recorded', 'x') }],
      'Nobody saw who pushed what this would bring, and nothing tells it afterwards. A rule about deployments can leave `pushers` out of `not_by`.',
    ],
  ])('%s', (_name, requirement, given, expected) => {
    expect(stepsOf(requirement, ...given)).toEqual([expected]);
  });
});
