import { expect, test } from '@jest/globals';
import { nameSubject } from '../../../src/policy/explain/subject-words.ts';

test.each([
  ['deployment', 'deployment'],
  ['pull_request', 'change'],
  ['merge_group', 'change'],
  ['push', 'change'],
] as const)('%s is a %s', (kind, noun) => {
  expect(nameSubject(kind)).toBe(noun);
});
