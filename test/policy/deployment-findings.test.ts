import { expect, test } from '@jest/globals';
import { makeNoDeployment, makeUnread } from '../../src/policy/deployment-findings.ts';

const codes = { unread: 'x.unread', notRecorded: 'x.not-recorded' } as const;

test('what is not recorded yet is waited for, what could not be read is not known', () => {
  expect(makeUnread(codes, { code: 'not-recorded', detail: 'soon' })).toEqual({
    code: 'x.not-recorded',
    truth: 'pending',
    commits: [],
    data: { why: 'not-recorded', detail: 'soon' },
  });
  expect(makeUnread(codes, { code: 'unavailable', detail: 'GitHub failed' })).toMatchObject({
    code: 'x.unread',
    truth: 'unknown',
  });
});

test('without a deployment nothing is known', () => {
  expect(makeNoDeployment('x.no-deployment')).toMatchObject({ truth: 'unknown', data: { why: 'not-local' } });
});
