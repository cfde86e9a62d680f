import { expect, test } from '@jest/globals';
import { pullRequestSubject } from '../../src/app/subject.ts';

const place = { installation: 7, repository: { id: 70, owner: 'acme', name: 'shop' } };

test('a pull request is one subject, whatever its base, and whatever its repository is called now', () => {
  const subject = pullRequestSubject(place, 3);
  expect(subject).toEqual({ ...place, key: 'pull_request:70:3', kind: 'pull_request', number: 3 });
  const renamed = pullRequestSubject({ ...place, repository: { id: 70, owner: 'acme', name: 'store' } }, 3);
  expect(renamed.key).toBe(subject.key);
});

test('another number and another repository are other subjects', () => {
  const keys = [
    pullRequestSubject(place, 1),
    pullRequestSubject(place, 11),
    pullRequestSubject({ ...place, repository: { ...place.repository, id: 7 } }, 1),
    pullRequestSubject({ ...place, repository: { ...place.repository, id: 7 } }, 11),
  ].map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
