import { expect, test } from '@jest/globals';
import { makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

test('a draft that should be ready', () => {
  expect(explained('{ draft: false }', makeFacts({ change: { draft: true } }))).toEqual({
    title: ['the pull request is a draft: mark it as ready', 'it is a draft'],
    row: 'it is a draft',
    looked: 'whether the pull request is a draft',
    required: 'a pull request that is ready for review',
    found: ['it is a draft'],
    steps: ['Press “Ready for review”, or:', 'gh pr ready 42'],
  });
});

test('ready, where a draft is wanted; and no pull request at all', () => {
  const told = explained('{ draft: true }');
  expect([told.title, told.required, told.steps[1]]).toEqual([
    ['the pull request is not a draft'],
    'a draft',
    'gh pr ready 42 --undo',
  ]);
  const local = explained('{ draft: true }', makeFacts({ change: { number: null } }));
  expect([local.title, local.row, local.steps]).toEqual([
    ['it is not known if it is a draft'],
    'only a pull request can be a draft',
    [],
  ]);
});
