import { expect, test } from '@jest/globals';
import { hasMoved, MOST_FILES, readFile } from '../../../src/github/facts/files.ts';
import { reader } from '../gql.ts';

test.each([
  ['ADDED', 'added', false],
  ['MODIFIED', 'modified', false],
  ['DELETED', 'deleted', false],
  ['CHANGED', 'changed', false],
  ['RENAMED', 'renamed', true],
  ['COPIED', 'copied', true],
  ['SOMETHING_NEW', 'changed', false],
])('%s', (changeType, change, moved) => {
  const file = readFile(reader({ path: 'a', changeType, additions: 14, deletions: 3 }));
  expect(file).toEqual({ path: 'a', previousPath: null, change, additions: 14, deletions: 3 });
  expect(hasMoved(file)).toBe(moved);
});

test('GitHub lists 3,000', () => {
  expect(MOST_FILES).toBe(3_000);
});
