import { expect, test } from '@jest/globals';
import { approvalSteps } from '../../../src/policy/explain/approval-steps.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
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
