import { describe, expect, test } from '@jest/globals';
import { readMergeGroupEvent } from '../../../src/github/events/merge-group.ts';
import { oid, reader } from '../gql.ts';
import { envelope, payloads, place } from './examples.ts';

const group = {
  head_sha: oid(5),
  head_ref: `refs/heads/gh-readonly-queue/release/2026/pr-7-${oid(4)}`,
  base_sha: oid(4),
  base_ref: 'refs/heads/release/2026',
};
const read = (action: string, more: object = {}) =>
  readMergeGroupEvent(reader({ ...envelope, action, merge_group: { ...group, ...more } }));

describe('a merge group', () => {
  test('whose checks are asked for is to be judged on its base', () => {
    expect(read('checks_requested')).toEqual([
      { kind: 'group', place, head: oid(5), base: 'release/2026', baseOid: oid(4) },
    ]);
  });

  test('that was given up is gone, for whatever reason, and whatever else is said of it', () => {
    expect(read('destroyed', { base_ref: null })).toEqual([{ kind: 'group-gone', place, head: oid(5) }]);
  });

  test('of an action that we do not know means nothing', () => expect(read('renamed', { head_sha: 1 })).toEqual([]));

  test.each([
    ['onto a tag', { base_ref: 'refs/tags/v1' }],
    ['onto nothing', { base_ref: 'refs/heads/' }],
    ['without a head', { head_sha: undefined }],
    ['on something that is no commit', { base_sha: 'main' }],
  ])('%s is malformed', (_, more) => expect(() => read('checks_requested', more)).toThrow('merge_group'));

  test('as GitHub’s own examples show it, is read', () => {
    const examples = payloads.filter(({ event, payload }) => event === 'merge_group' && 'installation' in payload);
    expect(examples.length).toBeGreaterThan(0);
    for (const { payload } of examples)
      expect(readMergeGroupEvent(reader(payload))).toMatchObject([{ kind: 'group', base: 'main' }]);
  });
});
