import { expect, test } from '@jest/globals';
import { findNearest } from '../../src/policy/nearest.ts';

const known = ['signed', 'ticket', 'message', 'approved', 'changed', 'author', 'base', 'all', 'any', 'not'];

test.each([
  ['sgined', 'signed'],
  ['tickets', 'ticket'],
  ['Aproved', 'approved'],
  ['auther', 'author'],
  ['al', 'all'],
  ['bsae', 'base'],
  ['environment', null],
  ['', null],
  ['xyz', null],
])('%s was meant as %s', (word, nearest) => {
  expect(findNearest(word, known)).toBe(nearest);
});
