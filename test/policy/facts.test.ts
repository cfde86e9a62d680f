import { expect, test } from '@jest/globals';
import { known, unknown } from '../../src/policy/facts.ts';

test('a fact, or why it is not known', () => {
  expect(known(null)).toEqual({ known: true, value: null });
  expect(unknown('too-many', 'more than 3,000 files')).toEqual({
    known: false,
    why: { code: 'too-many', detail: 'more than 3,000 files' },
  });
});
