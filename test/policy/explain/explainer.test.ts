import { expect, test } from '@jest/globals';
import { addressed, commitsOf, makeScene, whoFixes } from '../../../src/policy/explain/explainer.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { amir, commit, dana, makeFacts, oid, unsigned } from '../scenery.ts';
import { judgeOne } from './telling.ts';

test('commits of open findings, in the order of the change', () => {
  const facts = makeFacts({
    commits: known([commit(10, { signature: unsigned }), commit(11), commit(12, { signature: unsigned })]),
  });
  const { outcome, scene } = judgeOne('{ signed: true }', facts);
  expect(commitsOf(outcome, scene).map(({ oid: id }) => id)).toEqual([oid(10), oid(12)]);
  expect(commitsOf(outcome, scene, ['signed.invalid'])).toEqual([]);
  expect(makeScene(makeFacts({ commits: unknown('unavailable', 'x') })).commits).toEqual([]);
});

test('who can fix a commit: the committer, for GitHub’s own the author, else whoever opened the change', () => {
  const scene = makeScene(makeFacts());
  const by = (person: typeof dana | null) => ({ person, name: 'x', email: 'x' });
  const github = { id: 19_864_447, login: 'web-flow', type: 'user' } as const;
  expect(whoFixes(commit(10, { committer: by(amir) }), scene)).toEqual(amir);
  expect(whoFixes(commit(10, { committer: by(github), author: by(amir) }), scene)).toEqual(amir);
  expect(whoFixes(commit(10, { committer: by(null), author: by(null) }), scene)).toEqual(dana);
  expect([addressed(amir, 'sign it'), addressed(null, 'sign it')]).toEqual(['@amir, sign it', 'sign it']);
});
