import { expect, test } from '@jest/globals';
import { findNoRequest } from '../../src/policy/request-only.ts';
import { makeFacts } from './scenery.ts';

test('a bare range of commits is no pull request, and that is no answer', () => {
  expect(findNoRequest('title.no-request', makeFacts())).toBeNull();
  expect(findNoRequest('title.no-request', makeFacts({ change: { number: null } }))).toMatchObject({
    code: 'title.no-request',
    truth: 'unknown',
    data: { why: 'not-local' },
  });
});
