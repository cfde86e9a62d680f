import { expect, test } from '@jest/globals';
import { makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';

test('a title that is not as required', () => {
  expect(explained('{ title: { matches: ["^feat", "^fix"], not_matches: Fix } }')).toEqual({
    title: ['the title is not as required: @dana, edit it', 'the title is not as required: edit it'],
    row: 'the title does not have `^feat` or `^fix`; the title has `Fix`',
    looked: 'the title of the pull request',
    required: 'a title with `^feat` or `^fix` and a title without `Fix`',
    found: ['the title does not have `^feat` or `^fix`', 'the title has `Fix`'],
    steps: [
      'Press “Edit” beside the title of the pull request and write a title with `^feat` or `^fix`.',
      'Press “Edit” beside the title of the pull request and write a title without `Fix`.',
    ],
  });
});

test('a description', () => {
  expect(explained('{ body: { matches: Tested } }')).toMatchObject({
    row: 'the description does not have `Tested`',
    steps: ['Press “Edit” in the menu “…” of the first comment and write a description with `Tested`.'],
  });
});

test('as required, and of no pull request', () => {
  expect(explained('{ title: { matches: SHOP } }').row).toBe('the title is as required');
  expect(explained('{ body: { matches: x } }', makeFacts({ change: { number: null } }))).toMatchObject({
    title: ['the description is not known'],
    row: 'only a pull request has a description',
    required: 'a description',
    steps: [],
  });
});
