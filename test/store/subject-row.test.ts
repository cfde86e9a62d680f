import { expect, test } from '@jest/globals';
import { type SubjectRow, toStoredSubject, toSubjectRef, toVerdict } from '../../src/store/subject-row.ts';

const row: SubjectRow = {
  key: 'pull_request:1:2',
  kind: 'pull_request',
  installation: 7,
  repository: 1,
  owner: 'acme',
  name: 'shop',
  number: 2,
  open: true,
  generation: 3,
  judged: 2,
  lease_number: 1,
  head: 'a',
  base: 'main',
  check_name: '',
  result: 'none',
  verdict: '{}',
  recorded_digest: null,
};

test('a row becomes the subject it keeps', () => {
  const subject = {
    key: row.key,
    kind: row.kind,
    installation: 7,
    repository: { id: 1, owner: 'acme', name: 'shop' },
    number: 2,
  };
  const verdict = { head: 'a', base: 'main', result: 'none', verdict: {}, recordedDigest: null, checkName: '' };
  expect(toSubjectRef(row)).toEqual(subject);
  expect(toStoredSubject(row)).toEqual({ subject, open: true, generation: 3, judged: 2, verdict });
});

test('without its verdict it was never judged', () => {
  expect(toVerdict({ ...row, verdict: null, head: null, base: null, check_name: null, result: null })).toBeNull();
});
