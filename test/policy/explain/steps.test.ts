import { expect, test } from '@jest/globals';
import { makeScene } from '../../../src/policy/explain/explainer.ts';
import { makeSteps } from '../../../src/policy/explain/steps.ts';
import { known } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { amir, commit, makeFacts, oid, review, tree, unsigned } from '../scenery.ts';
import { judgeRule, plain } from './telling.ts';

const facts = makeFacts({
  commits: known([commit(10, { signature: unsigned, message: 'x' }), commit(11, { message: 'y' })]),
});
const steps = (...rules: readonly [string, string?][]) => {
  const contexts = rules.map(([requirement, more]) => judgeRule(requirement, facts, more));
  return makeSteps(contexts, contexts[0]?.scene ?? judgeRule('{ base: main }').scene).map(({ sentence, commands }) =>
    [plain(sentence), ...commands].join(' | '),
  );
};

test('one rewriting for all conditions', () => {
  expect(steps(['{ signed: true }'], ['{ ticket: { from: jira } }'])).toEqual([
    `One command, then push. Write the ticket in place of \`KEY\`. | git rebase --exec 'git commit --amend --no-edit -S --trailer "Ticket: KEY"' 0000009eeeee && git push --force-with-lease`,
  ]);
});

test('whoever finds two has found one', () => {
  expect(
    steps(
      ['{ approved: { by: [maintainers] } }'],
      ['{ approved: { by: [maintainers], count: 2 } }'],
      ['{ approved: { by: [release-managers] } }'],
    ),
  ).toEqual([
    'Ask 2 of @amir, @bo and @chen to review the change.',
    'Ask @chen to review the change.',
    'Nothing else is missing.',
  ]);
});

test('what only observes asks for nothing, and neither does what is met or the opposite of a condition', () => {
  expect(
    steps(
      ['{ signed: true }', '    enforce: observe'],
      ['{ base: main }'],
      ['{ not: { not: { not: { signed: true } } } }'],
    ),
  ).toEqual([]);
});

test('a warning says what to do', () => {
  expect(steps(['{ signed: true }', '    enforce: warn'])).toHaveLength(1);
});

test('a rebase that follows the signing signs again, and approvals do not outlive another base', () => {
  const counting = makeFacts({
    commits: known([commit(10, { signature: unsigned }), commit(12, { parents: [oid(10), oid(2)] })]),
    reviews: known([review(amir, { commit: { oid: oid(12), tree: tree(12), mergeBase: known(oid(9)) } })]),
  });
  const contexts = ['{ approved: { by: [maintainers] } }', '{ signed: true }', '{ commits: { linear: true } }'].map(
    (requirement) => judgeRule(requirement, counting),
  );
  const scene = makeScene(counting);
  const told = makeSteps(contexts, scene).flatMap(({ sentence, commands }) => [plain(sentence), ...commands]);
  expect(told).toContain(`git fetch --all && git rebase -S ${oid(9).slice(0, 12)} && git push --force-with-lease`);
  expect(told.join()).not.toContain('Approvals stay');
  const only = makeSteps(contexts.slice(0, 2), scene).map(({ sentence }) => plain(sentence));
  expect(only.join()).toContain('Approvals stay');
});

test('what is deployed has landed: no step makes it anew', () => {
  const deployment = makeDeployment(
    {},
    {
      commits: known([commit(10, { signature: unsigned, message: 'x' }), commit(12, { parents: [oid(10), oid(2)] })]),
      reviews: known([review(amir)]),
    },
  );
  const contexts = [
    '{ signed: true }',
    '{ ticket: { from: jira } }',
    "{ message: { matches: '^fix' } }",
    '{ commits: { linear: true } }',
    '{ approved: { by: [maintainers] } }',
  ].map((requirement) => judgeRule(requirement, deployment));
  const told = makeSteps(contexts, makeScene(deployment)).flatMap(({ sentence, commands }) => [
    plain(sentence),
    ...commands,
  ]);
  expect(told).toEqual([
    'Commits that have landed stay as they are: deploy what does not contain them, or ask for this where they land.',
  ]);
});
