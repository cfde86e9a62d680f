import { expect, test } from '@jest/globals';
import { explainAuthor, explainBase, explainChanged } from '../../../src/policy/explain/change-conditions.ts';
import { findExplainer } from '../../../src/policy/explain/explainers.ts';
import { type Facts, unknown } from '../../../src/policy/facts.ts';
import { makeDeployment } from '../deployment-scenery.ts';
import { makeFacts } from '../scenery.ts';
import { judgeOne, plain } from './telling.ts';

const tell = (requirement: string, facts?: Facts) => {
  const { outcome, scene } = judgeOne(requirement, facts);
  const explainer = findExplainer(outcome.name);
  const detail = explainer.detail(outcome, scene);
  return [
    explainer.headlines(outcome, scene)[0],
    plain(explainer.row(outcome, scene)),
    plain(detail.required),
    detail.found.map(plain).join('; '),
  ];
};
const gone = makeFacts({ change: { author: null } });
const unread = makeFacts({ directory: { users: {}, teams: { 'acme/maintainers': unknown('forbidden', 'no') } } });

test.each<[string, Facts | undefined, readonly string[]]>([
  [
    '{ changed: { none: ["src/**"] } }',
    undefined,
    [
      '1 file does not belong in this change',
      '1 matching path: `src/price.ts`',
      'no file that matches `src/**`',
      '1 matching path: `src/price.ts`',
    ],
  ],
  [
    '{ changed: { only: ["docs/**"] } }',
    undefined,
    [
      '2 files do not belong in this change',
      'other files changed: `src/price.ts` and `test/price.test.ts`',
      'only files that match `docs/**`',
      'other files changed: `src/price.ts` and `test/price.test.ts`',
    ],
  ],
  [
    '{ changed: { all: [CHANGELOG.md] } }',
    undefined,
    [
      'a file that has to change did not change',
      'nothing matches `CHANGELOG.md`',
      'a file for each of `CHANGELOG.md`',
      'nothing matches `CHANGELOG.md`',
    ],
  ],
  [
    '{ changed: { any: ["docs/**"] } }',
    undefined,
    [
      'a file that has to change did not change',
      'none of 2 changed files matches',
      'a file that matches `docs/**`',
      'none of 2 changed files matches',
    ],
  ],
  [
    '{ changed: { any: [x] } }',
    makeFacts({ files: unknown('too-many', 'more than 3,000 files') }),
    [
      'the changed files could not be read',
      'the changed files could not be read: «more than 3,000 files»',
      'the changed files',
      'the changed files could not be read: «more than 3,000 files»',
    ],
  ],
  [
    '{ base: [release, other] }',
    undefined,
    ['this base branch is not allowed', 'the base is `main`', 'one of `release` or `other`', 'it is `main`'],
  ],
  [
    '{ author: { in: [maintainers] } }',
    undefined,
    [
      '@dana may not author this change',
      '@dana is none of `maintainers`',
      'one of `maintainers`',
      '@dana is none of `maintainers`',
    ],
  ],
  [
    '{ author: { not_in: [maintainers] } }',
    gone,
    [
      'the account of the author no longer exists',
      'the account of the author no longer exists',
      'none of `maintainers`',
      'the account of the author no longer exists',
    ],
  ],
  [
    '{ author: { in: [maintainers] } }',
    unread,
    [
      'it is not known who the author is',
      'it could not be read who belongs to `acme/maintainers`',
      'one of `maintainers`',
      'it could not be read who belongs to `acme/maintainers`',
    ],
  ],
])('%s', (requirement, facts, expected) => {
  expect(tell(requirement, facts)).toEqual(expected);
});

test('there is no command for any of them', () => {
  for (const explainer of [explainChanged, explainBase, explainAuthor]) {
    const { outcome, scene } = judgeOne('{ base: other }');
    expect(explainer.steps(outcome, scene)).toEqual([]);
  }
});

test('a deployment reaches no branch: its base is where the policy is', () => {
  const { outcome, scene } = judgeOne('{ base: other }', makeDeployment());
  expect(plain(explainBase.detail(outcome, scene).looked)).toBe('the branch that the policy is read from');
});
