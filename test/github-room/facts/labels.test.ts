import { expect, test } from '@jest/globals';
import { readLabel } from '../../../src/github/facts/labels.ts';
import { reader } from '../gql.ts';

test('a label is its name, whatever stands in it', () => {
  expect(readLabel(reader({ name: 'no\u0007 `risk` <b>' }))).toBe('no\u0007 `risk` <b>');
  expect(() => readLabel(reader({ name: null }))).toThrow('is not a text');
});
