import { expect, test } from '@jest/globals';
import { known, unknown } from '../../../src/policy/facts.ts';
import { commit, makeFacts, oid } from '../scenery.ts';
import { explained } from './explained.ts';

const update = commit(11, { parents: [oid(10), oid(9)], updatesFromBase: true });
const merged = makeFacts({ commits: known([commit(10), update, commit(12)]) });

test('too many commits', () => {
  expect(explained('{ commits: { count: { max: 2 } } }')).toEqual({
    title: ['3 commits: at most 2'],
    row: '3 commits',
    looked: 'the commits of the change and their parents',
    required: 'at most 2 commits',
    found: ['3 commits'],
    steps: [
      'In the list that opens, change `pick` to `fixup` for commits that belong to the one above them; then push.',
      `git rebase -i ${oid(9).slice(0, 12)} && git push --force-with-lease`,
    ],
  });
});

test('merges', () => {
  expect(explained('{ commits: { merges: none } }', merged)).toMatchObject({
    title: ['merge commit 000000b is not allowed here: rebase'],
    row: '`000000b` is a merge commit',
    required: 'no merge commits',
    steps: [
      'Put the commits on the tip of the base, without the merges; then push.',
      `git fetch --all && git rebase ${oid(9).slice(0, 12)} && git push --force-with-lease`,
    ],
  });
  const two = makeFacts({ commits: known([commit(11, { parents: [oid(1), oid(2)] }), commit(12, { parents: [] })]) });
  expect(explained('{ commits: { merges: from_base, linear: true } }', two)).toMatchObject({
    row: '`000000b` is a merge commit; `000000b` and `000000c` have not exactly one parent',
    required: 'no merge commits but those that bring in the base and commits in one line, each with one parent',
  });
});

test('met, unread, and none at all', () => {
  expect(explained('{ commits: { count: { min: 1, max: 9 }, merges: from_base } }', merged).row).toBe(
    '3 commits; no merge commit that is not allowed',
  );
  expect(explained('{ commits: { linear: true } }').row).toBe('the commits stand in one line');
  expect(explained('{ commits: { linear: true } }', makeFacts({ commits: unknown('too-many', 'x') }))).toMatchObject({
    title: ['the commits could not be read'],
    row: 'the commits could not be read: «x»',
    steps: [],
  });
  expect(explained('{ commits: { linear: true } }', makeFacts({ commits: known([]) }))).toMatchObject({
    title: ['there are no commits'],
    row: 'there are no commits',
    steps: [],
  });
  expect(explained('{ commits: { count: { min: 5 } } }').steps).toEqual([]);
});

test('no commits are said once; from a fork the base has to be fetched from elsewhere', () => {
  const empty = makeFacts({ commits: known([]) });
  expect(explained('{ commits: { linear: true, merges: none } }', empty)).toMatchObject({
    row: 'there are no commits',
    required: 'at least one commit',
    steps: [],
  });
  const forked = { ...merged, change: { ...merged.change, fork: { owner: null } } };
  expect(explained('{ commits: { merges: none } }', forked).steps[0]).toBe(
    'Put the commits on the tip of the base, without the merges; then push. A clone of a fork needs the repository of the base as a remote for it.',
  );
});
