import { expect, test } from '@jest/globals';
import { headOfGroup, isMergeGroup, mergeGroupSubject, pullRequestSubject } from '../../src/app/subject.ts';

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

test('a merge group is a subject of its own, named after its commit', () => {
  const head = 'c'.repeat(40);
  const group = mergeGroupSubject(place, head);
  expect(group).toEqual({ ...place, key: `merge_group:70:${head}`, kind: 'merge_group', number: null });
  expect([headOfGroup(group), isMergeGroup(group), isMergeGroup(pullRequestSubject(place, 3))]).toEqual([
    head,
    true,
    false,
  ]);
});
